"""The error workbook: the bad rows as the office wrote them, with what is wrong and how to mend it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from yanxiu_core.tabular.cells import shown
from yanxiu_core.tabular.columns import Form, heading_key
from yanxiu_core.tabular.records import Row

_BEFORE = ("工作表", "行号")
_AFTER = ("列", "原值", "问题", "Problem (English)")
_WIDTHS = {"工作表": 12, "行号": 8, "列": 14, "原值": 20, "问题": 60, "Problem (English)": 60}  # characters
_ORDINARY_WIDTH = 16
_CELL = 32_767  # characters: more is no valid cell in Excel
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def write_error_workbook(path: Path, form: Form, rows: Iterable[Row]) -> None:
    """Write every row that has problems to an .xlsx at `path`, one line a row; rows without are left out.

    The cells stand under the form's titles, so that the file, once mended, can be uploaded as it is. Everything
    is written as text: a cell that begins with = + - @ must not become a formula on the reader's machine.
    Memory does not grow with the rows.
    """
    headings = (*_BEFORE, *(column.title for column in form.columns), *_AFTER)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_SHEET_NAME.sub(" ", form.title)[:31])
        writer = _Writer(book, sheet, form)
        sheet.freeze_panes(1, len(_BEFORE))
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, _WIDTHS.get(heading, _ORDINARY_WIDTH))
        writer.write_header(headings)
        last = 0
        for row in rows:
            if row.problems:
                last += 1
                writer.write_row(last, row)
        sheet.autofilter(0, 0, last, len(headings) - 1)
        # Excel would mark every number below, which is text on purpose, with a green corner.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


class _Writer:
    """Writes lines to one sheet; `Any` because xlsxwriter has no types."""

    def __init__(self, book: Any, sheet: Any, form: Form) -> None:
        self._sheet = sheet
        self._form = form
        self._by_heading = form.by_heading()
        self._bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "num_format": "@"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self._bad = book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "num_format": "@",
                "bg_color": "#FFC7CE",
                "font_color": "#9C0006",
            }
        )

    def write_header(self, headings: tuple[str, ...]) -> None:
        for place, heading in enumerate(headings):
            self._sheet.write_string(0, place, heading, self._bold)

    def write_row(self, line: int, row: Row) -> None:
        bad = {self._by_heading.get(heading_key(problem.column)) for problem in row.problems}
        self._cells(line, 0, (row.sheet, str(row.number)))
        for place, (column, cell) in enumerate(
            zip(self._form.columns, row.raw, strict=True), start=len(_BEFORE)
        ):
            self._cell(line, place, shown(cell), self._bad if column in bad else self._plain)
        self._cells(line, len(_BEFORE) + len(row.raw), self._reasons(row))

    def _reasons(self, row: Row) -> tuple[str, ...]:
        """The four columns behind the office's own; the n-th line of each speaks of the n-th problem."""
        found = row.problems
        return (
            "\n".join(problem.column for problem in found),
            "\n".join(" ".join(problem.value.split()) for problem in found),
            "\n".join(problem.zh for problem in found),
            "\n".join(problem.en for problem in found),
        )

    def _cells(self, line: int, place: int, values: Iterable[str]) -> None:
        for shift, value in enumerate(values):
            self._cell(line, place + shift, value, self._plain)

    def _cell(self, line: int, place: int, value: str, style: Any) -> None:
        self._sheet.write_string(line, place, value[:_CELL], style)
