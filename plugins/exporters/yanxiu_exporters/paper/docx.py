"""A document as .docx, for offices that go on writing in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from yanxiu_exporters.paper.blocks import GRID, Block, Break, Cell, Document, Grid, Line, Signatures, Table
from yanxiu_exporters.paper.pictures import GAP, room
from yanxiu_exporters.paper.text import shown, to_sign

BODY, HEAVY = "宋体", "黑体"
"""What every office in China has; a machine without them shows others."""
PAPER, EDGE = (Mm(210), Mm(297)), Mm(15)
LINE = Pt(12.5)
GREY = "F2F2F2"
KEPT = 2
"""Rows of a table that never part from what follows it."""
AFTER_SHADE = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")
AFTER_MARGINS = ("w:tblLook", "w:tblCaption", "w:tblDescription")
"""What comes after it in the format's order, which strict readers insist on."""
LEFT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
LOOKS = {
    "title": (HEAVY, 16, CENTRE),
    "particulars": (BODY, 10.5, CENTRE),
    "heading": (HEAVY, 10.5, LEFT),
    "sum": (HEAVY, 10.5, LEFT),
    "note": (BODY, 9, LEFT),
}


def write_docx(document: Document, target: Path) -> None:
    """Write the document."""
    _Writer(document).save(target)


class _Writer:
    def __init__(self, document: Document) -> None:
        self._file = docx.Document()
        self._document = document
        self._new_page = False
        self._set_up()
        self._paragraph(document.title, *LOOKS["title"])
        for block in document.blocks:
            self._block(block)

    def save(self, target: Path) -> None:
        self._file.save(str(target))

    def _set_up(self) -> None:
        section = self._file.sections[0]
        short, long = PAPER
        landscape = self._document.landscape
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = EDGE
        self._room = (long if landscape else short) - 2 * EDGE
        self._file.core_properties.title = self._document.title
        style = self._file.styles["Normal"]
        style.paragraph_format.space_after = Pt(0)
        _font(style, BODY, 10.5)
        foot = section.footer.paragraphs[0]
        foot.alignment = CENTRE
        mark = f"{self._document.mark}　　" if self._document.mark else ""
        for text, code in ((f"{mark}第 ", "PAGE"), (" 页 共 ", "NUMPAGES")):
            _font(foot.add_run(text), BODY, 9)
            _number(foot, code)
        _font(foot.add_run(" 页"), BODY, 9)

    def _block(self, block: Block) -> None:
        match block:
            case Grid():
                self._grid(block)
            case Table():
                self._table(block)
            case Line():
                font, size, side = LOOKS[block.look]
                self._paragraph(block.text, font, size, side).keep_with_next = True
            case Signatures():
                self._signatures(block.labels)
            case Break():
                self._new_page = True

    def _paragraph(self, text: str, font: str, size: float, side: WD_ALIGN_PARAGRAPH = LEFT) -> Any:
        paragraph = self._file.add_paragraph()
        paragraph.alignment = side
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
        # A paragraph that holds nothing but a break would make a page of its own below a full one.
        if self._new_page:
            paragraph.paragraph_format.page_break_before, self._new_page = True, False
        _font(paragraph.add_run(text), font, size)
        return paragraph.paragraph_format

    def _grid(self, grid: Grid) -> None:
        table = self._framed(len(grid.rows), [self._room // GRID] * GRID)
        for row, cells in zip(table.rows, grid.rows, strict=True):
            _at_least(row, max(cell.lines for cell in cells))
            places, start = row.cells, 0
            for cell in cells:
                box = places[start].merge(places[start + cell.width - 1])
                if cell.pictures:
                    self._pictures(box, cell)
                    _flag(row, "w:cantSplit")
                else:
                    _fill(box, cell.text, left=not cell.label, top=cell.lines > 1, heavy=cell.label)
                start += cell.width
        _keep_with_next(table.rows[-1:])

    def _pictures(self, box: Any, cell: Cell) -> None:
        """Pictures side by side in a table without borders, each over its caption."""
        wide, high = room(len(cell.pictures), cell.width)
        table = box.add_table(2, len(cell.pictures))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow(table)
        wide -= GAP / 2  # programs keep different margins in a table within a table
        share = Mm(wide + GAP)
        for column in table.columns:
            column.width = share  # one program looks at this, another at the boxes
            for part in column.cells:
                part.width = share
        for place, picture in enumerate(cell.pictures):
            above, below = (row.cells[place] for row in table.rows)
            size = (Mm(side) for side in picture.fitted(wide, high))
            above.paragraphs[0].add_run().add_picture(str(picture.path), *size)
            above.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _font(below.paragraphs[0].add_run(picture.caption), BODY, 9)
            above.paragraphs[0].alignment = below.paragraphs[0].alignment = CENTRE
        _keep_with_next(table.rows)
        for paragraph in box.paragraphs:  # a cell begins and ends with a paragraph
            _font(paragraph.add_run(""), BODY, 4)
            paragraph.paragraph_format.line_spacing = Pt(4)

    def _table(self, block: Table) -> None:
        whole = sum(column.width for column in block.columns)
        widths = [self._room * column.width // whole for column in block.columns]
        table = self._framed(1, widths)
        for box, column in zip(table.rows[0].cells, block.columns, strict=True):
            _fill(box, column.title, left=False, heavy=True)
        _flag(table.rows[0], "w:tblHeader")
        for values in block.rows:
            row = table.add_row()
            _flag(row, "w:cantSplit")
            _at_least(row, block.lines)
            for box, value, column in zip(row.cells, values, block.columns, strict=True):
                _fill(box, shown(value), left=column.left)
        _keep_with_next(table.rows[-KEPT:])

    def _framed(self, rows: int, widths: Sequence[int]) -> Any:
        """A table with borders. Two that follow each other are kept apart by an empty line, or Word would join them."""
        body = self._file.element.body
        if len(body) > 1 and body[-2].tag == qn("w:tbl"):
            _font(self._file.add_paragraph().add_run(""), BODY, 4)
        table = self._file.add_table(rows, len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Length(width)
        return table

    def _signatures(self, labels: Sequence[str]) -> None:
        self._paragraph("", BODY, 6).keep_with_next = True
        table = self._file.add_table(1, len(labels))
        for box, label in zip(table.rows[0].cells, labels, strict=True):
            _fill(box, to_sign(label).rstrip(), left=True)
        _at_least(table.rows[0], 2)


def _keep_with_next(rows: Sequence[Any]) -> None:
    """What follows, the signatures, takes these rows along to its page."""
    for row in rows:
        for box in row.cells:
            for paragraph in box.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _fill(box: Any, text: str, *, left: bool, top: bool = False, heavy: bool = False) -> None:
    middle = WD_CELL_VERTICAL_ALIGNMENT.TOP if top else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    box.vertical_alignment = middle
    paragraph = box.paragraphs[0]
    paragraph.alignment = LEFT if left else CENTRE
    _font(paragraph.add_run(text), HEAVY if heavy else BODY, 10)
    if heavy:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", GREY)):
            shade.set(qn(f"w:{name}"), value)
        cell: Any = box._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no shading of its own
        cell.insert_element_before(shade, *AFTER_SHADE)


def _font(target: Any, name: str, size: float) -> None:
    """Latin and Chinese signs alike; Word chooses the Chinese font by an attribute of its own."""
    target.font.name, target.font.size = name, Pt(size)
    target.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _narrow(table: Any) -> None:
    """Less room left and right of a text than Word's own: a heading of two signs fits a narrow column."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "50")  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, *AFTER_MARGINS)  # noqa: SLF001 - python-docx has no cell margins


def _at_least(row: Any, lines: float) -> None:
    row.height, row.height_rule = Length(int(LINE * lines) + Pt(6)), WD_ROW_HEIGHT_RULE.AT_LEAST


def _flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no repeated headers


def _number(paragraph: Any, code: str) -> None:
    """A field that Word computes: the page, or how many there are."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        _font(run, BODY, 9)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {code} "
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields
