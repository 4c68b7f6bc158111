"""The web application as uvicorn makes it, once in every process."""

from starlette.applications import Starlette

from yanxiu.logging import configure
from yanxiu.platform import build
from yanxiu.settings import load_settings
from yanxiu.web import web_app


def create() -> Starlette:
    """The application from the settings. Raises SettingsError."""
    settings = load_settings()
    configure(settings.log_level, settings.log_format)
    return web_app(build(settings))
