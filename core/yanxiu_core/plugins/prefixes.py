"""Names that begin with their plugin's, so that no two plugins and no county's own word can be the same."""

from yanxiu_core.plugins.declarations import Plugin


def require_prefix(plugin: Plugin, name: str) -> None:
    """Raise ValueError unless the name is the plugin's, a dot and something more."""
    owner, _, rest = name.partition(".")
    if owner != plugin.name or not rest:
        raise ValueError(f"{name!r} must begin with the plugin's name: {plugin.name}.…")


def require_type_prefix(plugin: Plugin, name: str) -> None:
    """Raise ValueError unless the name is the plugin's with a capital letter, and then a capital or nothing: `NotesEntry`."""
    rest = name.removeprefix(plugin.name.capitalize())
    if rest == name or (rest and not rest[0].isupper()):
        raise ValueError(
            f"{name!r} must begin with {plugin.name.capitalize()}, as in {plugin.name.capitalize()}Entry"
        )


def require_field_prefix(plugin: Plugin, name: str) -> None:
    """Raise ValueError unless the name is the plugin's, alone or with something more after an underscore: `notes_entries`."""
    if name != plugin.name and not name.startswith(f"{plugin.name}_"):
        raise ValueError(f"{name!r} must begin with {plugin.name}_, as in {plugin.name}_entries")
