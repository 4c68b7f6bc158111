"""Hooks for authors of reactions to events."""

from collections.abc import Sequence

from yanxiu_core.events.declarations import Reaction
from yanxiu_core.hookspecs.marker import hookspec


@hookspec
def yanxiu_reactions() -> Sequence[Reaction]:  # type: ignore[empty-body] # a specification
    """Name what you do after something has happened.

    Called once, at start. A reaction names one kind of event; all are in `yanxiu_core.events.kinds`, with what their
    ids are. Its function is called in a worker, after the transaction that told the event has committed and never if it
    did not, with a unit of work and the event; what it writes is committed together with the receipt, so its effect
    happens once. It acts as the operator under the plugin's name, in the county of the event. An event holds at most
    1,000 ids, a larger change is several events, in no order; read again what the ids name. It may take a minute; longer
    work is a job that it starts. A plugin that is off is
    not told; a plugin of schools hears of what its own units did. An error is tried again, five times in all, then the
    reaction is parked: `yanxiu doctor` and the query `plugins` count those, and `pluginRetry` or `yanxiu plugin retry`
    tries them again. Reactions of other plugins are jobs of their own and go on.

    Return: the reactions. An empty answer means that the plugin brings none.

    Example::

        def greet(work, event):
            records.register_many(work, [...for the activities whose ids are event.ids...])

        @hookimpl
        def yanxiu_reactions() -> Sequence[Reaction]:
            return [Reaction("sample.greet", ACTIVITY_CONFIRMED, greet)]
    """
