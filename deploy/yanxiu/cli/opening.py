"""What every command begins with: settings, logging, the platform, a county by its slug."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from yanxiu.logging import configure
from yanxiu.platform import Platform, build
from yanxiu.settings import Settings, load_settings
from yanxiu_core.work import Work

TenantOption = Annotated[str, typer.Option("--tenant", help="县的短名 / the county's slug")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


def settings_with_logging() -> Settings:
    """The settings; log lines go to stderr as they say. Raises SettingsError."""
    settings = load_settings()
    configure(settings.log_level, settings.log_format)
    return settings


@contextmanager
def opened_platform() -> Iterator[Platform]:
    """The platform for one command; its connections are closed at the end."""
    platform = build(settings_with_logging())
    try:
        yield platform
    finally:
        platform.dispose()


@contextmanager
def opened_work(slug: str) -> Iterator[Work]:
    """One transaction in a county as the operator. Raises NotFound for an unknown slug."""
    with opened_platform() as platform, platform.work(platform.tenant(slug)) as work:
        yield work
