"""What a dated fact is described by."""

from dataclasses import dataclass
from datetime import date

from yanxiu_core.database.clocks import BEGINNING


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a kind from a day on, until the next of that kind; without a day it holds from the beginning."""

    kind: str
    value: str
    valid_from: date = BEGINNING
