"""Kinds of records with rules of their own, as plugins declare them by hook `yanxiu_record_kinds`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.parts import Text
from yanxiu_core.records.inputs import RecordInput

if TYPE_CHECKING:
    from yanxiu_core.work import Work

Placed = tuple[int, RecordInput]
"""An entry with its place in the list that was handed in."""


class CheckRecords(Protocol):
    """Refuses what cannot be."""

    def __call__(self, work: "Work", entries: list[Placed]) -> None:
        """Raise by `records.checks.refuse` for the first entry that cannot be taken. Called before anything is written,
        with all entries of the kind; `number` is empty for those that are new.
        """
        ...


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind that is checked when it is registered. `confirmed`: the unit where it took place confirms it.

    Records of such a kind are entered one by one in the system and not by a list, because they are checked against
    what else is known.
    """

    name: str
    title: Text
    confirmed: bool = False
    check: CheckRecords | None = None


RECORD_KINDS = Part(
    hook="yanxiu_record_kinds",
    kind=RecordKind,
    title=Text(zh="台账类别", en="kind of record"),
    names=lambda kind: [kind.name],
)
