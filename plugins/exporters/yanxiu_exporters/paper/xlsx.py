"""A document as a workbook that prints on A4 as it is, written row by row: memory does not grow with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from yanxiu_exporters.paper.blocks import (
    GRID,
    Block,
    Break,
    Cell,
    Document,
    Grid,
    Line,
    Picture,
    Signatures,
    Table,
    Value,
)
from yanxiu_exporters.paper.pictures import INCH, room
from yanxiu_exporters.paper.text import lines, to_sign

A4 = 9
LINE, EDGES = 15, 3
"""Points that a line of text takes, and the cell's edges."""
SINGLE = LINE + EDGES
TITLE_HEIGHT, SIGNED_HEIGHT = 36, 39
FONT = {"font_name": "宋体", "font_charset": 134, "font_size": 10, "valign": "vcenter", "text_wrap": True}
HEAVY = {**FONT, "font_name": "黑体", "align": "center"}
LABEL = {**HEAVY, "border": 1, "bg_color": "#F2F2F2"}
BOX = {**FONT, "border": 1, "align": "left"}
CAPTIONS = {**BOX, "valign": "bottom"}
PIXELS, PIXELS_MORE = 7, 5
"""A column of so many characters is this many pixels wide for each, and so many more."""
SCREEN, SPACE_AROUND = 96, 6
"""Pixels to the inch of a workbook, and around a picture."""
LOOKS = {
    "title": {**HEAVY, "font_size": 18},
    "particulars": {**FONT, "align": "center"},
    "heading": {**HEAVY, "align": "left", "font_size": 11},
    "sum": {**FONT, "bold": True, "border": 1},
    "note": FONT,
}
PAIR = (3, GRID // 2 - 3)
"""Widths of a label and its value where two of them make a row of a grid."""
SPACE = "　" * 3


def write_xlsx(document: Document, target: Path, sheet: str, made_at: datetime) -> None:
    """Write the document as one sheet; quantities are numbers, all else is text that cannot become a formula."""
    options = {"constant_memory": True, "tmpdir": str(target.parent)}
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": document.title, "created": made_at.astimezone(UTC)})
        writer = _Sheet(book, document, sheet)
        for block in document.blocks:
            writer.block(block)


class _Sheet:
    """The sheet, written from the top to the bottom; `Any` because xlsxwriter has no types."""

    def __init__(self, book: Any, document: Document, name: str) -> None:
        self._formats = _Formats(book)
        tables = [block for block in document.blocks if isinstance(block, Table)]
        self._tabled = bool(tables)
        self._widths = [column.width for column in tables[0].columns] if tables else [4] * GRID
        self._sheet = book.add_worksheet(name)
        self._row = 0
        self._breaks: list[int] = []
        self._repeats = len(tables) == 1
        self._set_up_page(document)
        self._wide(document.title, LOOKS["title"], TITLE_HEIGHT)

    def _set_up_page(self, document: Document) -> None:
        sheet = self._sheet
        if document.landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)  # inches
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        mark = f'&L&"宋体,Regular"&9{document.mark.replace("&", "&&")}' if document.mark else ""
        sheet.set_footer(f'{mark}&C&"宋体,Regular"&10第 &P 页 共 &N 页')
        sheet.set_default_row(SINGLE)
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width)

    def block(self, block: Block) -> None:
        """Write a part below what is there."""
        match block:
            case Table():
                self._table(block)
            case Grid():
                for row in _paired(block.rows) if self._tabled else block.rows:
                    self._boxes(row)
            case Line():
                self._wide(block.text, LOOKS[block.look], TITLE_HEIGHT if block.look == "title" else 0)
            case Signatures():
                text = SPACE.join(map(to_sign, block.labels))
                self._wide(text.rstrip(), {**FONT, "font_size": 11}, SIGNED_HEIGHT)
            case Break():
                self._breaks.append(self._row)
                self._sheet.set_h_pagebreaks(self._breaks)

    def _wide(self, text: str, look: dict[str, Any], least: float = 0) -> None:
        """A text over the whole width; as high as it needs, because no program does that for merged cells."""
        larger = look["font_size"] / FONT["font_size"]
        needed = larger * LINE * lines(text, int(sum(self._widths) / larger)) + EDGES
        self._sheet.set_row(self._row, max(needed, least))
        self._merged(0, len(self._widths) - 1, text, look)
        self._row += 1

    def _boxes(self, cells: Sequence[Cell]) -> None:
        ends, start, places, pictured = self._ends(cells), 0, [], 0.0
        texts = [_captions(cell.pictures) if cell.pictures else cell.text for cell in cells]
        for cell, text, end in zip(cells, texts, ends, strict=True):
            places.append(sum(self._widths[start:end]))
            look = LABEL if cell.label else CAPTIONS if cell.pictures else BOX
            self._merged(start, end - 1, text, look)
            if cell.pictures:
                pictured = max(pictured, self._pictures(cell, start, end))
            start = end
        needed = _height(texts, places) + pictured
        self._sheet.set_row(self._row, max(needed, LINE * max(cell.lines for cell in cells) + 2 * EDGES))
        self._row += 1

    def _pictures(self, cell: Cell, start: int, end: int) -> float:
        """Pictures side by side over the box's columns; returns how many points they are high, captions left out."""
        share = sum(PIXELS * width + PIXELS_MORE for width in self._widths[start:end]) / len(cell.pictures)
        high = room(len(cell.pictures), cell.width)[1] / INCH * SCREEN
        for place, picture in enumerate(cell.pictures):
            wide, tall = picture.fitted(share - 2 * SPACE_AROUND, high)
            at = {
                "x_offset": share * place + (share - wide) / 2,
                "y_offset": SPACE_AROUND + (high - tall) / 2,
                "x_scale": wide / picture.width,
                "y_scale": tall / picture.height,
                "description": picture.caption,
                "object_position": 2,  # it moves with the box and keeps its proportions whatever the font
            }
            self._sheet.insert_image(self._row, start, str(picture.path), at)
        return (high + 2 * SPACE_AROUND) * 72 / SCREEN

    def _ends(self, cells: Sequence[Cell]) -> list[int]:
        """The column after each box: the one whose edge is nearest to the box's, and every box has one at least."""
        edges = [sum(self._widths[:place]) for place in range(len(self._widths) + 1)]
        ends, reached = [0], 0
        for place, cell in enumerate(cells, start=1):
            reached += cell.width
            wanted = edges[-1] * reached / GRID
            allowed = range(ends[-1] + 1, len(edges) - (len(cells) - place))
            ends.append(min(allowed, key=lambda end: abs(edges[end] - wanted)))
        return [*ends[1:-1], len(self._widths)]

    def _merged(self, first: int, last: int, text: str, look: dict[str, Any]) -> None:
        form = self._formats[look]
        if last > first:
            self._sheet.merge_range(self._row, first, self._row, last, "", form)
        self._sheet.write_string(
            self._row, first, text, form
        )  # merge_range itself would make a formula of "="

    def _table(self, table: Table) -> None:
        titles = [column.title for column in table.columns]
        self._sheet.set_row(self._row, 2 * EDGES + _height(titles, self._widths))
        for place, title in enumerate(titles):
            self._sheet.write_string(self._row, place, title, self._formats[LABEL])
        if self._repeats:
            self._sheet.repeat_rows(0 if self._row <= 2 else self._row, self._row)  # noqa: PLR2004 - a short head
            self._sheet.freeze_panes(self._row + 1, table.fixed)
        self._row += 1
        forms = [
            self._formats[{**FONT, "border": 1, "align": "left" if column.left else "center"}]
            for column in table.columns
        ]
        for values in table.rows:
            self._cells(values, forms, table.lines)

    def _cells(self, values: Sequence[Value], forms: Sequence[Any], least: float) -> None:
        """One row. Numbers have no format of their own: 0.## would print 38 as `38.`."""
        height = max(_height(values, self._widths), LINE * least + EDGES)
        if height > SINGLE:  # kept in memory for every row that has one
            self._sheet.set_row(self._row, height)
        for place, (form, value) in enumerate(zip(forms, values, strict=True)):
            if value is None or value == "":
                self._sheet.write_blank(self._row, place, None, form)
            elif isinstance(value, str):
                self._sheet.write_string(self._row, place, value, form)
            else:
                self._sheet.write_number(self._row, place, float(value), form)
        self._row += 1


def _paired(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Rows of labels, each with its value, of two of these at most: more do not meet the edges of a table's columns, and
    every row would meet others. Rows that have no more stay as they are.
    """
    waiting: list[Cell] = []
    for row in rows:
        if len(row) <= 2 * len(PAIR):
            yield from _laid(waiting)
            waiting = []
            yield row
        else:
            waiting += row
    yield from _laid(waiting)


def _laid(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    for first in range(0, len(cells), 2 * len(PAIR)):
        own = cells[first : first + 2 * len(PAIR)]
        widths = (*PAIR, *PAIR) if len(own) > len(PAIR) else (PAIR[0], GRID - PAIR[0])
        yield [replace(cell, width=width) for cell, width in zip(own, widths, strict=True)]


def _captions(pictures: Sequence[Picture]) -> str:
    """What is under the pictures, in their order from the left."""
    return "\n".join(
        f"图{place}：{' '.join(each.caption.split())}" for place, each in enumerate(pictures, start=1)
    )


class _Formats:
    """Each look once in the workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[Any, ...], Any] = {}

    def __getitem__(self, look: dict[str, Any]) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(look)
        return self._known[key]


def _height(values: Sequence[Value], widths: Sequence[int]) -> int:
    """Points that a row needs: not every program fits a row to wrapped text when it opens a file."""
    needed = [
        lines(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)
    ]
    return LINE * max(needed, default=1) + EDGES
