"""Hooks for every plugin."""

from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.plugins.declarations import Plugin


@hookspec
def yanxiu_plugin() -> Plugin:  # type: ignore[empty-body] # a specification
    """Say who you are.

    Called once, when the plugin is loaded. Every plugin answers; one that does not, or that needs another version of
    the plugin API, is not loaded and is named by `yanxiu doctor`.

    Return: a `Plugin`.

    Example::

        @hookimpl
        def yanxiu_plugin() -> Plugin:
            return Plugin(name="shaanxi", title=Text(zh="陕西", en="Shaanxi"), version="1.0", level="tenant")
    """
