"""Making room for rows in a worksheet: what lies below moves with its look, and formulas and areas with it."""

import re
from collections.abc import Iterator
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")


def make_room(sheet: Worksheet, number: int, more: int) -> None:
    """Repeat row `number` so many times more, below itself: its height, merged cells and formulas; not its values.

    Ranges that end at the row, such as a sum's on any sheet, are stretched over all of its repetitions; so are named
    and coloured areas, lists to choose from, filters and tables.
    """
    if more <= 0:
        return
    last, width = sheet.max_row, sheet.max_column
    own = [area for area in sheet.merged_cells.ranges if area.min_row == number]
    below = [area for area in sheet.merged_cells.ranges if area.min_row > number]
    for area in below:
        sheet.unmerge_cells(area.coord)
    heights = {row: sheet.row_dimensions[row].height for row in range(number, last + 1)}
    if last > number:
        sheet.move_range(CellRange(min_row=number + 1, max_row=last, min_col=1, max_col=width), rows=more)
    for row in range(last, number, -1):
        sheet.row_dimensions[row + more].height = heights[row]
    for row in range(number + 1, number + more + 1):
        sheet.row_dimensions[row].height = heights[number]
    _stretch_formulas(sheet, number, more)
    for area in below:
        area.shift(row_shift=more)
        sheet.merge_cells(area.coord)
    for area in own:
        for offset in range(1, more + 1):
            sheet.merge_cells(
                start_row=number + offset,
                end_row=number + offset,
                start_column=area.min_col,
                end_column=area.max_col,
            )
    _repeat_formulas(sheet, number, more)
    if sheet.print_area:
        sheet.print_area = [_stretched(area, number, more) for area in _areas(sheet)]
    _stretch_areas(sheet, number, more)


def _stretch_areas(sheet: Worksheet, number: int, more: int) -> None:
    def moved(areas: Any) -> MultiCellRange:
        # A single cell is an area too, and grows.
        each = (area.coord if ":" in area.coord else f"{area.coord}:{area.coord}" for area in areas.ranges)
        return MultiCellRange([_stretched(coord, number, more) for coord in each])

    coloured = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            coloured.add(str(moved(area.sqref)), rule)
    sheet.conditional_formatting = coloured
    for choice in sheet.data_validations.dataValidation:
        choice.sqref = moved(choice.sqref)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _stretched(sheet.auto_filter.ref, number, more)
    for table in sheet.tables.values():
        table.ref = _stretched(table.ref, number, more)
        if table.autoFilter:
            table.autoFilter.ref = _stretched(table.autoFilter.ref, number, more)
    book: Any = sheet.parent
    for name in (*book.defined_names.values(), *sheet.defined_names.values()):
        name.attr_text = _formula(f"={name.attr_text or ''}", sheet.title, number, more, own=False)[1:]


def _areas(sheet: Worksheet) -> Iterator[str]:
    for area in str(sheet.print_area).split(","):
        yield area.rsplit("!", 1)[-1].replace("$", "")


def _stretch_formulas(sheet: Worksheet, number: int, more: int) -> None:
    book: Any = sheet.parent
    for other in book.worksheets:
        for row in other.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, ArrayFormula):
                    value.text = _formula(value.text or "", sheet.title, number, more, own=other is sheet)
                    value.ref = _stretched(value.ref, number, more) if other is sheet else value.ref
                elif cell.data_type == "f" and isinstance(value, str):
                    cell.value = _formula(value, sheet.title, number, more, own=other is sheet)


def _formula(text: str, title: str, number: int, more: int, *, own: bool) -> str:
    """A formula after the rows were made in the sheet of this title, which is its own or another."""
    tokens = Tokenizer(text)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            place, mark, reference = token.value.rpartition("!")
            if place.strip("'").replace("''", "'") == title if mark else own:
                token.value = place + mark + _stretched(reference, number, more)
    return str(tokens.render())  # type: ignore[no-untyped-call] # its types leave it out


def _stretched(reference: str, number: int, more: int) -> str:
    """A reference after the rows were made: below the row it moves, and a range that ends at the row grows."""
    first, colon, end = reference.partition(":")
    moved = REFERENCE.sub(lambda found: _moved(found, number, more, grows=False), first)
    return moved + colon + REFERENCE.sub(lambda found: _moved(found, number, more, grows=bool(colon)), end)


def _moved(found: re.Match[str], number: int, more: int, *, grows: bool) -> str:
    row = int(found[2])
    return f"{found[1]}{row + more if row > number or (grows and row == number) else row}"


def _repeat_formulas(sheet: Worksheet, number: int, more: int) -> None:
    for cell in sheet[number]:
        if cell.data_type == "f" and isinstance(cell.value, str):
            for offset in range(1, more + 1):
                target = sheet.cell(number + offset, cell.column)
                target.value = Translator(cell.value, origin=cell.coordinate).translate_formula(
                    target.coordinate
                )
