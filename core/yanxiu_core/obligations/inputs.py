"""What an exception from a rule is described by."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ObligationInput:
    """What one person owes a rule in a window: `exempt`, `pro_rata` with a share of 0-1, or `set` with the figure.

    `document` and `approver` are on what it rests: 文号 and 批准人.
    """

    person_id: UUID
    rule: str
    window: str
    kind: str
    reason: str
    document: str
    approver: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering did: an exception is added, corrected (known with other content) or unchanged."""

    added: int
    corrected: int
    unchanged: int
