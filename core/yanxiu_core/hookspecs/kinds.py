"""Hooks for authors of kinds of activities, evidence and records."""

from collections.abc import Sequence

from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.kinds.declarations import Kind


@hookspec
def yanxiu_kinds() -> Sequence[Kind]:  # type: ignore[empty-body] # a specification
    """Name the kinds of activities, evidence and records (台账) that you bring.

    Called once, at start. A code begins with the plugin's name; two plugins cannot bring one, and no county's own word
    looks like it. `activityCreate`, `recordRegister` and the services take the code as `kind`. What is recorded under it
    is listed and counted under its Chinese title, so rules that name that word see it, and `pluginKind` tells the code.
    With a form, evidence and records carry answers from the start, an activity from its planning on
    (`activityAnswer`). Where the plugin is off the code is refused with `PLUGIN_DISABLED`, for a plugin of schools
    unless one of the thing's units has it on; what is recorded already stays and can be read.
    A kind that says `own=True` is written by your own commands alone: those of the platform and its lists answer
    `KIND_RESERVED`, so that what your tables know of it stays true. Only cancelling an activity is open to all who may, and where your
    plugin is off, withdrawing a record to the county: when it is on again your command may find it withdrawn.

    Return: the kinds. An empty answer means that the plugin brings none.

    Example::

        @hookimpl
        def yanxiu_kinds() -> Sequence[Kind]:
            title = Text(zh="课堂观察", en="Lesson observation")
            return [Kind("evidence", "observation.record", title, form="observation.record")]
    """
