"""What a new activity is described by."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from yanxiu_core.forms.answers import FormAnswers

MOST_PERIODS = 24
"""节次 of one segment; more than none, with two decimals."""


@dataclass(frozen=True, slots=True)
class NewSegment:
    """One 环节: a day with start and end (local times), or a day with a number of 节次."""

    on_date: date
    starts: time | None = None
    ends: time | None = None
    periods: Decimal | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class NewActivity:
    """An activity to be recorded, planned at first; its segments are numbered from 1 in the order given.

    `kind` is a word of the county or the code of a plugin's kind; `answers` are those to the kind's form, or to the
    form whose version they name.
    """

    number: str
    kind: str
    title: str
    segments: tuple[NewSegment, ...]
    host_ids: tuple[UUID, ...] = ()
    organiser_ids: tuple[UUID, ...] = ()
    assistant_ids: tuple[UUID, ...] = ()
    theme: str = ""
    place: str = ""
    leader: str = ""
    answers: FormAnswers | None = None
