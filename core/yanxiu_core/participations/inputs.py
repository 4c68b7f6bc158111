"""What a line of an attendance list is described by."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

ORDINARY_ROLE = "参加"
MOST_MINUTES = 1440
"""参加分钟 of one entry: a day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who, with which status, in which role and segment; `attended_minutes` where somebody stayed a known time."""

    person_id: UUID
    status: str
    role: str = ORDINARY_ROLE
    position: int = 1
    attended_minutes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: an entry is added, corrected (its key was known with other content) or unchanged."""

    activity_id: UUID
    added: int
    corrected: int
    unchanged: int
