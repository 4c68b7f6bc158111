"""What a record is described by."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from yanxiu_core.forms.answers import FormAnswers

MOST = 5_000
"""Records in one call; longer lists are imports."""
LARGEST = Decimal("9999999999.99")
"""The largest amount that the ledger holds."""


@dataclass(frozen=True, slots=True)
class RecordInput:
    """One 台账 entry: of a person or of a unit, on the day of the thing and not of its entry.

    Without `number` one is made; with it, other content corrects what is known. Everything counts 1; `amount` of a
    further `measure` (characters, days, yuan, ...) comes on top. `at` is the local time at which it began. `fields` are
    those fields of its form that are filled in. `at_unit_id` is the unit where it took place or that it is about, and
    then stands for `item`.
    those fields of its form that are filled in; with `answers` to a form they are told by these. A correction without
    answers leaves them as they are, while the kind is the same.
    """

    kind: str
    on_date: date
    person_id: UUID | None = None
    unit_id: UUID | None = None
    number: str = ""
    at: time | None = None
    title: str = ""
    measure: str = "count"
    amount: Decimal | None = None
    item: str = ""
    category: str = ""
    role: str = ""
    fields: tuple[str, ...] = ()
    activity_id: UUID | None = None
    at_unit_id: UUID | None = None
    answers: FormAnswers | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering did: a record is added, corrected (its number was known with other content) or unchanged.

    `numbers` are those of the entries, in their order.
    """

    added: int
    corrected: int
    unchanged: int
    lines_posted: int
    lines_reversed: int
    numbers: tuple[str, ...] = ()
