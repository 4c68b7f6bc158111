"""Quantities as they are stored: two decimals, within bounds."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
"""The smallest quantity above zero."""


def within(value: Decimal, least: Decimal | int, most: Decimal | int) -> Decimal | None:
    """The value as it is stored, rounded as PostgreSQL rounds; None where that is not between the bounds."""
    if not value.is_finite() or abs(value) > most + 1:
        return None
    stored = value.quantize(CENT, ROUND_HALF_UP)
    return stored if least <= stored <= most else None
