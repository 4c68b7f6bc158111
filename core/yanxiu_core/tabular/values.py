"""Parsers from a cell to a value. They get cells that are not blank, and refuse with `CellError`."""

import re
from collections.abc import Callable, Mapping

from yanxiu_core.tabular.cells import Cell, prose, quoted, shown, tight
from yanxiu_core.tabular.errors import CellError
from yanxiu_core.tabular.moments import date, time
from yanxiu_core.tabular.quantities import decimal, integer

__all__ = ["Parser", "choice", "code", "date", "decimal", "integer", "text", "time", "yes_no"]

Parser = Callable[[Cell], object]
"""From a cell that is not blank to its value; raises `CellError`."""

_EXACT = 10**15  # Excel keeps 15 significant digits; longer numbers have lost their last ones
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[Ee]\+\d+")

_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
_NO = frozenset({"否", "无", "x", "×", "✗", "✘", "n", "no", "false", "0"})


def text(cell: Cell) -> str:
    """Names, titles and remarks: NFKC, stray blanks (also between Chinese characters) and control characters gone."""
    return prose(shown(cell))


def code(cell: Cell) -> str:
    """工号, 活动编号: NFKC without any blank, case kept; Excel's 12.0 is "12".

    Refused: numbers of which Excel has lost digits, and what Excel has turned into a date, a time or TRUE.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellError(
            f"“{quoted(cell)}”不是编号：Excel 把它变成了日期、时间或逻辑值。请把这一列设为“文本”格式后重新填写。",
            f'"{quoted(cell)}" is no code: Excel has turned it into a date, a time or a truth value. '
            "Format the column as Text and enter it again.",
        )
    value = tight(shown(cell))
    if _SCIENTIFIC.fullmatch(value) or (not isinstance(cell, str) and abs(cell) >= _EXACT):
        raise CellError(
            f"“{quoted(cell)}”已不是原来的编号：Excel 只保留 15 位数字，或把长数字写成了科学计数。请把这一列设为“文本”格式后重新填写。",
            f'"{quoted(cell)}" is no longer the code that was entered: Excel keeps 15 digits, or wrote it in '
            "scientific notation. Format the column as Text and enter it again.",
        )
    return value


def choice(mapping: Mapping[str, str], what: str, also: Mapping[str, str] | None = None) -> Parser:
    """A parser for a closed list: `mapping` goes from the accepted spellings to the stored codes.

    `what` names the list in Chinese for the message (状态, 角色); spellings in `also` are taken and not named there.
    Width, blanks and case do not matter.
    """
    lookup = {_folded(spelling): stored for spelling, stored in {**mapping, **(also or {})}.items()}
    allowed = "、".join(mapping)

    def parse(cell: Cell) -> str:
        stored = lookup.get(_folded(shown(cell)))
        if stored is None:
            raise CellError(
                f"“{quoted(cell)}”不是可用的{what}。可以填写：{allowed}。",
                f'"{quoted(cell)}" is not an accepted value of {what}. Accepted: {", ".join(mapping)}.',
            )
        return stored

    return parse


def yes_no(cell: Cell) -> bool:
    """是/否, 有/无, √/×, Y/N, 1/0, or Excel's TRUE/FALSE."""
    value = _folded(shown(cell))
    if value not in _YES | _NO:
        raise CellError(
            f"“{quoted(cell)}”看不出是“是”还是“否”。请填写：是、否（也可以写 有/无、√/×、Y/N、1/0）。",
            f'"{quoted(cell)}" is neither yes nor no. Accepted: 是/否, 有/无, √/×, Y/N, 1/0.',
        )
    return value in _YES


def _folded(value: str) -> str:
    return tight(value).casefold()
