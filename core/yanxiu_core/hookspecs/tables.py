"""Hooks for authors of tables."""

from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.plugins.tables import Tables


@hookspec
def yanxiu_tables() -> Tables | None:
    """Name your tables: the models, and the folder of the revisions that make them.

    Called once, at start. Names begin with `plg_<plugin>_`. `yanxiu migrate` runs the revisions after the platform's
    own, each in one transaction, and puts every new table under row-level security; a table whose rows do not belong
    to a tenant is refused, and nothing of its revision stays. A plugin that is removed leaves its tables and their
    data behind, for the day it is installed again; `yanxiu plugin remove-data` drops them.

    Return: `Tables`. None means that the plugin has no table of its own.

    Example::

        @hookimpl
        def yanxiu_tables() -> Tables:
            return Tables((Entry,), Path(__file__).parent / "migrations")
    """
