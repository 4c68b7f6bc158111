"""From the cells of one record to a row of values and problems."""

from collections.abc import Sequence

from yanxiu_core.tabular.cells import Cell, is_blank, quoted, shown
from yanxiu_core.tabular.columns import Column, Form
from yanxiu_core.tabular.errors import CellError
from yanxiu_core.tabular.header import Header
from yanxiu_core.tabular.records import Problem, Row
from yanxiu_core.tabular.sheets import Sheet


class RowMaker:
    """Makes the rows of one sheet, whose header is known."""

    def __init__(self, sheet: Sheet, header: Header, form: Form) -> None:
        """Look up once where every column of the form is; None for an optional one that the file lacks."""
        self._sheet = sheet
        self._header = header
        self._places = [(column, header.places.get(column.key, (None,))[0]) for column in form.columns]

    def make(self, number: int, cells: Sequence[Cell]) -> Row | None:
        """The row, or None if it fills none of the form's columns."""
        raw = tuple(None if at is None or at >= len(cells) else cells[at] for _, at in self._places)
        if all(is_blank(cell) for cell in raw):
            return None
        values: dict[str, object] = {}
        problems = self._extra_cells(number, cells)
        for (column, at), cell in zip(self._places, raw, strict=True):
            if not is_blank(cell):
                try:
                    values[column.key] = column.parse(cell)
                except CellError as error:
                    heading = column.title if at is None else self._header.headings[at]
                    problems.append(self._problem(number, heading, cell, "invalid", error))
            elif at is None or column.blank:
                values[column.key] = None
            else:
                problems.append(self._missing(number, column, self._header.headings[at], cell))
        return Row(self._sheet.name, number, values, raw, tuple(problems))

    def _missing(self, number: int, column: Column, heading: str, cell: Cell) -> Problem:
        error = CellError(
            f"“{column.title}”不能为空。请填写；如果是合并单元格，请取消合并，逐行填写；如果是公式，请检查公式是否出错。",
            f'"{column.title}" must not be empty. Fill it in; unmerge merged cells and fill in every row; check a '
            "formula for errors.",
        )
        return self._problem(number, heading, cell, "missing", error)

    def _extra_cells(self, number: int, cells: Sequence[Cell]) -> list[Problem]:
        extra = [cell for cell in cells[self._header.width :] if not is_blank(cell)]
        if not extra or not self._sheet.delimited:
            return []
        error = CellError(
            f"这一行比表头多出 {len(extra)} 格，可能有文字含分隔符而没有加引号，后面的内容因此错位。请检查这一行，或用 Excel 另存为 .xlsx。",
            f"The line has {len(extra)} cells more than the header; perhaps a text with the delimiter in it is not "
            "quoted and the cells behind it are displaced. Check the line, or save the file as .xlsx in Excel.",
        )
        return [self._problem(number, "", quoted(extra[0]), "extra_cells", error)]

    def _problem(self, number: int, heading: str, cell: Cell, code: str, error: CellError) -> Problem:
        return Problem(self._sheet.name, number, heading, shown(cell), code, error.zh, error.en)
