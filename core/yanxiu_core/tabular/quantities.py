"""Parsers for numbers: full-width digits, blanks and thousands commas are accepted, anything else is refused."""

import math
import re
from decimal import Decimal

from yanxiu_core.tabular.cells import Cell, quoted, shown, tight
from yanxiu_core.tabular.errors import CellError

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_LONGEST = 30  # characters; nothing that an office counts is longer, and no database keeps it
_MINUS = str.maketrans("−–—", "---")


def decimal(cell: Cell) -> Decimal:
    """An exact number as people wrote it: 1,234.50 is Decimal("1234.50"); Excel's noise after 15 digits is cut."""
    value = _number(cell)
    if value is None:
        raise CellError(
            f"“{quoted(cell)}”不是数字。请只填数字，不写单位，例如 12、1.5 或 1,234.5。",
            f'"{quoted(cell)}" is not a number. Give digits alone, without a unit: 12, 1.5 or 1,234.5.',
        )
    return value


def integer(cell: Cell) -> int:
    """A whole number; 12.0 counts as 12, 12.5 is refused."""
    value = _number(cell)
    if value is None or value != value.to_integral_value():
        raise CellError(
            f"“{quoted(cell)}”不是整数。请只填整数，不写小数和单位，例如 12 或 1,234。",
            f'"{quoted(cell)}" is not a whole number. Give digits alone, without a unit: 12 or 1,234.',
        )
    return int(value)


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    if isinstance(cell, int | float):
        return Decimal(shown(cell)) if math.isfinite(cell) else None
    value = tight(cell).translate(_MINUS)
    return Decimal(value.replace(",", "")) if len(value) <= _LONGEST and _NUMBER.fullmatch(value) else None
