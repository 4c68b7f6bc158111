"""Fill a county's .xlsx form: placeholders in cells, headers and footers; a row with those of a row repeats."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from yanxiu_exporters.forms.filling import Filling
from yanxiu_exporters.forms.package import open_safely
from yanxiu_exporters.forms.placeholders import DAMAGED, Found, damaged, found_in, loop_misplaced, refuse
from yanxiu_exporters.forms.rows import make_room
from yanxiu_exporters.forms.vocabulary import Vocabulary
from yanxiu_exporters.paper.blocks import Value
from yanxiu_exporters.paper.text import shown

MAIN = "xl/workbook.xml"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
OUTSIDE = re.compile(
    r"WEBSERVICE|FILTERXML|\b(RTD|IMAGE|CALL|EXEC|REGISTER|REGISTER\.ID|IMPORT\w+)\s*\(|\||\[", re.IGNORECASE
)
"""In a form's own formulas: other programs, what is fetched from outside, and other workbooks."""
MOST_CELLS = 200_000


def check_xlsx(template: Path, vocabulary: Vocabulary) -> None:
    """Raise Invalid, naming sheet and cell, for what could not be filled."""
    open_safely(template, MAIN)
    book = _opened(template)
    for name, defined in book.defined_names.items():
        _check_formula(f"名称“{name}”", defined.attr_text or "")
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            raise refuse(
                f"工作表“{sheet.title}”一直延伸到第 {sheet.max_row} 行, 太大了; 请删去下方和右侧的空白行列",
                f"Sheet {sheet.title} reaches as far as row {sheet.max_row}; delete the empty rows and columns",
            )
        for row in sheet.iter_rows():
            for cell in row:
                _check_cell(sheet, cell, vocabulary)
        for part, where in _margins(sheet):
            found = found_in(part.text, vocabulary, _said(where))
            if any(vocabulary.repeats(each.name) for each in found):
                raise loop_misplaced(where)
        for name, defined in sheet.defined_names.items():
            _check_formula(f"工作表“{sheet.title}”名称“{name}”", defined.attr_text or "")
        _check_merged(sheet, vocabulary)


def fill_xlsx(template: Path, vocabulary: Vocabulary, filling: Filling, target: Path) -> None:
    """Write the filled form; it is checked once more, for what it was checked by may have changed since."""
    check_xlsx(template, vocabulary)
    book = _opened(template)
    for sheet in book.worksheets:
        repeated = _repeated(sheet, vocabulary)
        # What a value holds is never read again: braces in somebody's name are no placeholder.
        for row in sheet.iter_rows():
            for cell in row:
                if cell.row not in repeated:
                    _replace(cell, cell.value, vocabulary, filling.single)
        for part, _ in _margins(sheet):
            part.text = _joined(part.text, found_in(part.text, vocabulary, str), filling.single, "&")
        for number in reversed(repeated):
            _repeat(sheet, number, vocabulary, filling)
    book.save(target)


def _opened(template: Path) -> openpyxl.Workbook:
    try:
        # From memory: openpyxl leaves the file of a workbook that it cannot read open.
        return openpyxl.load_workbook(BytesIO(template.read_bytes()), keep_links=False)
    except DAMAGED as error:
        raise damaged("Excel 或 WPS") from error


def _said(where: str) -> Callable[[], str]:
    return lambda: where


def _where(sheet: Worksheet, cell: Any) -> str:
    return f"工作表“{sheet.title}”单元格 {cell.coordinate}"


def _check_cell(sheet: Worksheet, cell: Any, vocabulary: Vocabulary) -> None:
    if cell.data_type == "f":
        # An array's formula is an object, and a data table's has no text.
        _check_formula(_where(sheet, cell), str(getattr(cell.value, "text", cell.value) or ""))
    elif isinstance(cell.value, str):
        found_in(cell.value, vocabulary, lambda: _where(sheet, cell))


def _check_formula(where: str, text: str) -> None:
    if "{{" in text or OUTSIDE.search(text):
        raise refuse(
            f"{where}: 公式里不能有占位符, 也不能引用其他文件或程序",
            f"{where}: a formula holds no placeholder and refers to no other file or program",
        )


def _margins(sheet: Worksheet) -> Iterator[tuple[Any, str]]:
    """The three texts of each header and footer, with what they are called in messages."""
    heads = [(sheet.oddHeader, "页眉"), (sheet.evenHeader, "页眉"), (sheet.firstHeader, "页眉")]
    feet = [(sheet.oddFooter, "页脚"), (sheet.evenFooter, "页脚"), (sheet.firstFooter, "页脚")]
    for margin, name in heads + feet:
        for part in (margin.left, margin.center, margin.right) if margin else ():
            if part.text:
                yield part, f"工作表“{sheet.title}”{name}"


def _repeated(sheet: Worksheet, vocabulary: Vocabulary) -> list[int]:
    """The numbers of the rows that repeat."""
    return [
        number
        for number, cells in enumerate(sheet.iter_rows(min_row=1), start=1)
        if any(vocabulary.repeats(each.name) for cell in cells for each in _found(cell.value, vocabulary))
    ]


def _check_merged(sheet: Worksheet, vocabulary: Vocabulary) -> None:
    for number in _repeated(sheet, vocabulary):
        for area in sheet.merged_cells.ranges:
            if area.min_row <= number <= area.max_row and area.min_row != area.max_row:
                raise refuse(
                    f"工作表“{sheet.title}”第 {number} 行会重复, 不能与其他行合并单元格 ({area.coord})",
                    f"Sheet {sheet.title}: row {number} repeats and cannot be merged with others ({area.coord})",
                )


def _found(value: Any, vocabulary: Vocabulary) -> list[Found]:
    return found_in(value, vocabulary, str) if isinstance(value, str) else []


def _repeat(sheet: Worksheet, number: int, vocabulary: Vocabulary, filling: Filling) -> None:
    rows = filling.listed() or [{}]
    pattern: list[tuple[Any, Any]] = [
        (cell, cell.value) for cell in sheet[number] if not isinstance(cell, MergedCell)
    ]
    make_room(sheet, number, len(rows) - 1)
    prefix = f"{vocabulary.row[0]}."
    for offset, values in enumerate(rows):
        own = {**filling.single, **{f"{prefix}{name}": value for name, value in values.items()}}
        for first, value in pattern:
            cell: Any = sheet.cell(number + offset, first.column)
            if offset:
                cell._style = copy(first._style)  # noqa: SLF001 - openpyxl copies a look in no other way
                if first.data_type != "f":
                    cell.value = value
            _replace(cell, value, vocabulary, own)


def _replace(cell: Any, value: Any, vocabulary: Vocabulary, values: Mapping[str, Value]) -> None:
    if isinstance(cell, MergedCell) or cell.data_type == "f" or not isinstance(value, str):
        return
    found = found_in(value, vocabulary, str)
    if not found:
        return
    alone = len(found) == 1 and value[: found[0].start].strip() == value[found[0].end :].strip() == ""
    if alone and isinstance(given := values.get(found[0].name), int | Decimal):
        cell.value = given if isinstance(given, int) else float(given)
    else:
        _write(cell, _joined(value, found, values))


def _write(cell: Any, text: str) -> None:
    """A text stays a text, whatever it begins with, also after somebody has edited the cell."""
    cell.value = text or None
    if text.startswith(FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True


def _joined(text: str, found: list[Found], values: Mapping[str, Value], doubled: str = "") -> str:
    """The text with its values; `doubled` is a sign that means something of its own there."""
    for each in reversed(found):
        value = shown(values.get(each.name))
        text = (
            text[: each.start]
            + (value.replace(doubled, 2 * doubled) if doubled else value)
            + text[each.end :]
        )
    return text
