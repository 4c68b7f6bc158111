"""Hooks for authors of what can be read."""

from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.reads.registry import Contribution


@hookspec
def yanxiu_reads() -> Contribution | None:
    """Declare what can be read: nouns of your own, and relations from core's nouns to them.

    Called once, at start. Nouns begin with the plugin's name and a capital (`NotesEntry`), fields on core's nouns with
    the plugin's name (`notes_entries`). A noun names the permission without which nobody sees it; that of a plugin
    which is switched for schools also its `home` unit, by which rows of schools where it is off are left out. What
    contradicts itself keeps this plugin from loading.

    Return: one `Contribution` whose owner is the plugin. None means that the plugin declares nothing to be read.

    Example::

        @hookimpl
        def yanxiu_reads() -> Contribution:
            entries = Connection("NotesEntry", link("id", "person_id"))
            return Contribution("notes", nouns=(ENTRY,), fields={"Person": {"notes_entries": entries}})
    """
