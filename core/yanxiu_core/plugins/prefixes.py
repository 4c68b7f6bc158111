"""Names that begin with their plugin's, so that no two plugins and no county's own word can be the same."""

from yanxiu_core.plugins.declarations import Plugin


def require_prefix(plugin: Plugin, name: str) -> None:
    """Raise ValueError unless the name is the plugin's, a dot and something more."""
    owner, _, rest = name.partition(".")
    if owner != plugin.name or not rest:
        raise ValueError(f"{name!r} must begin with the plugin's name: {plugin.name}.…")


def plugin_of(name: str) -> str:
    """The plugin that a name belongs to."""
    return name.partition(".")[0]
