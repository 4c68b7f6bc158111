"""What a reaction to events is; see hook `yanxiu_reactions`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from yanxiu_core.events.kinds import EVENTS
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.prefixes import require_prefix
from yanxiu_core.policies.parts import Text
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened: its kind, the ids of what it happened to (at most 1,000), and when it was told.

    `details` are plain values that the kind names. What the ids name is read again: it may have changed since.
    """

    kind: str
    ids: tuple[UUID, ...]
    details: Mapping[str, Any]
    at: datetime


class Handle(Protocol):
    """What a plugin does after an event."""

    def __call__(self, work: Work, event: Event) -> None:
        """Write with `work`, in the transaction that also takes the event off the list. It never commits."""
        ...


@dataclass(frozen=True, slots=True)
class Reaction:
    """A named reaction to one kind of event. The name begins with the plugin's."""

    name: str
    event: str
    handle: Handle


def _check(plugin: Plugin, reaction: Reaction) -> None:
    require_prefix(plugin, reaction.name)
    if reaction.event not in EVENTS:
        raise ValueError(
            f"reaction {reaction.name}: no event {reaction.event!r}; there are: {', '.join(EVENTS)}"
        )


REACTIONS = Part(
    hook="yanxiu_reactions",
    kind=Reaction,
    title=Text(zh="反应", en="reaction"),
    names=lambda reaction: [reaction.name],
    check=_check,
)
