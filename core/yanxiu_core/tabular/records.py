"""What reading a file gives: rows of typed values, and problems that say where they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from yanxiu_core.tabular.cells import Cell


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row: `column` is the heading as in the file, `value` the cell as shown there.

    Codes: `missing` (empty cell), `invalid` (refused by its parser), `extra_cells` (a CSV line with more cells
    than headings), `sheet_skipped` (a sheet, reported as its row 1, that lacks required columns).
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, good or bad.

    `number` counts from 1 as Excel does, in a CSV file as Excel would show it. `values` holds, by
    column key, every cell without a problem; an allowed empty cell and an optional column that the file lacks
    give None. `raw` holds the cells as read, one for each column of the form in the form's order.
    """

    sheet: str
    number: int
    values: Mapping[str, object]
    raw: tuple[Cell, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. `max_cells` bounds the rectangle that holds a sheet's data: about 40 bytes a cell."""

    max_bytes: int = 64 * 1024 * 1024
    max_uncompressed: int = 512 * 1024 * 1024
    max_rows: int = 300_000
    max_cells: int = 20_000_000


DEFAULT_LIMITS = Limits()
