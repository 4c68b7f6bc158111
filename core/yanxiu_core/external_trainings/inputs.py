"""What a certificate is described by."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TrainingInput:
    """What stands on one certificate. `level` and `form` are words of `models`; `file_id` is an uploaded scan.

    Without a scan the one that is there stays.
    """

    certificate: str
    project: str
    level: str
    organiser: str
    starts_on: date
    ends_on: date
    form: str
    hours: Decimal
    file_id: UUID | None = None
