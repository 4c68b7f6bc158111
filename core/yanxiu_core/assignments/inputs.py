"""What an assignment is described by."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """A person's relation to a unit from a day on; `valid_to` is its last day, empty for an open one."""

    person_id: UUID
    unit_id: UUID
    relation: str
    valid_from: date
    valid_to: date | None = None
