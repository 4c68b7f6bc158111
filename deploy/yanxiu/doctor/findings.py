"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: `zh` and `en` say what is so, and where it is not fine, what mends it."""

    check: str
    fine: bool
    zh: str
    en: str
