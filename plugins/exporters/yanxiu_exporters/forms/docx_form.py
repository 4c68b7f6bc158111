"""Fill a county's .docx form: placeholders anywhere in text, headers and footers; a table's row with those of a row repeats."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from yanxiu_exporters.forms.filling import Filling
from yanxiu_exporters.forms.package import open_safely
from yanxiu_exporters.forms.placeholders import DAMAGED, damaged, found_in, loop_misplaced, refuse
from yanxiu_exporters.forms.vocabulary import Vocabulary
from yanxiu_exporters.paper.blocks import Value
from yanxiu_exporters.paper.text import shown

MAIN = "word/document.xml"
NOTES = re.compile(r"/(footnotes|endnotes|comments)\.xml$")
"""Parts that are not filled."""
PARAGRAPH, TABLE, ROW, CELL, TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
PROPERTIES, MERGED, VALUE = (qn(f"w:{name}") for name in ("tcPr", "vMerge", "val"))
"""Of a cell that is merged with those above or below it."""
KEPT = "{http://www.w3.org/XML/1998/namespace}space"

Single = Mapping[str, Value]


def check_docx(template: Path, vocabulary: Vocabulary) -> None:
    """Raise Invalid, naming paragraph or cell, for what could not be filled."""
    open_safely(template, MAIN)
    file = _opened(template)
    for part in file.part.package.iter_parts():
        if NOTES.search(str(part.partname)) and b"{{" in re.sub(rb"<[^>]*>", b"", part.blob):
            raise refuse(
                "脚注、尾注和批注里不能有占位符; 请写在正文、表格、页眉或页脚里",
                "Footnotes, endnotes and comments hold no placeholders; put them in the text, a table, header or footer",
            )
    for name, root in _roots(file):
        for paragraph in root.iter(PARAGRAPH):
            _check(name, root, paragraph, vocabulary)


def fill_docx(template: Path, vocabulary: Vocabulary, filling: Filling, target: Path) -> None:
    """Write the filled form; it is checked once more, for what it was checked by may have changed since."""
    check_docx(template, vocabulary)
    file = _opened(template)
    for _, root in _roots(file):
        repeated = [row for row in root.iter(ROW) if _repeats(row, vocabulary)]
        # What a value holds is never read again: braces in somebody's name are no placeholder.
        for paragraph in list(root.iter(PARAGRAPH)):
            if not any(row in repeated for row in paragraph.iterancestors(ROW)):
                _replace(paragraph, vocabulary, filling.single)
        for row in repeated:
            _repeat(row, vocabulary, filling)
    file.save(str(target))


def _opened(template: Path) -> Any:
    try:
        return docx.Document(str(template))
    except DAMAGED as error:
        raise damaged("Word 或 WPS") from error


def _roots(file: Any) -> Iterator[tuple[str, Any]]:
    """The body, and each header and footer of its own, with what they are called in messages."""
    yield "正文", file.element.body
    for number, section in enumerate(file.sections, start=1):
        for kind, names in (("页眉", "header"), ("页脚", "footer")):
            for name in (names, f"first_page_{names}", f"even_page_{names}"):
                part = getattr(section, name)
                if not part.is_linked_to_previous:
                    yield f"第{number}节{kind}", part._element  # noqa: SLF001 - python-docx gives its paragraphs only


def _texts(paragraph: Any) -> list[Any]:
    """The pieces of the paragraph's own text; Word cuts a text wherever it likes."""
    return [text for text in paragraph.iter(TEXT) if next(text.iterancestors(PARAGRAPH)) is paragraph]


def _check(name: str, root: Any, paragraph: Any, vocabulary: Vocabulary) -> None:
    whole = "".join(text.text or "" for text in _texts(paragraph))
    found = found_in(whole, vocabulary, lambda: f"{name}{_place(root, paragraph)}")
    if not any(vocabulary.repeats(each.name) for each in found):
        return
    rows = list(paragraph.iterancestors(ROW))
    if not rows:
        raise loop_misplaced(f"{name}{_place(root, paragraph)}")
    if any(_repeats(outer, vocabulary) for outer in rows[1:]):
        raise refuse(
            f"{name}{_place(root, paragraph)}: 重复的行里不能再套重复的行",
            f"{name}{_place(root, paragraph)}: a repeated row cannot hold another",
        )


def _repeats(row: Any, vocabulary: Vocabulary) -> bool:
    """Whether a placeholder of a row stands in this row itself, not in a table within it."""
    return _speaks_of_row(row, row, vocabulary)


def _speaks_of_row(part: Any, row: Any, vocabulary: Vocabulary) -> bool:
    return any(
        vocabulary.repeats(each.name)
        for paragraph in part.iter(PARAGRAPH)
        if next(paragraph.iterancestors(ROW)) is row
        for each in found_in("".join(text.text or "" for text in _texts(paragraph)), vocabulary, str)
    )


def _place(root: Any, paragraph: Any) -> str:
    """Where a paragraph is, as somebody finds it in Word."""
    cell = next(paragraph.iterancestors(CELL), None)
    if cell is None:
        return f"第{[*root.iter(PARAGRAPH)].index(paragraph) + 1}段"
    row = next(cell.iterancestors(ROW))
    table = next(row.iterancestors(TABLE))
    return (
        f"第{[*root.iter(TABLE)].index(table) + 1}个表格第{[*table.iterchildren(ROW)].index(row) + 1}行"
        f"第{[*row.iterchildren(CELL)].index(cell) + 1}格"
    )


def _repeat(row: Any, vocabulary: Vocabulary, filling: Filling) -> None:
    """The row once for each of the filling's rows; without any it stays, empty."""
    prefix = f"{vocabulary.row[0]}."
    for place, values in enumerate(filling.listed() or [{}]):
        copy = deepcopy(row)
        if place:
            _go_on(copy, vocabulary)
        row.addprevious(copy)
        own = {f"{prefix}{name}": value for name, value in values.items()}
        for paragraph in list(copy.iter(PARAGRAPH)):
            _replace(paragraph, vocabulary, {**filling.single, **own})
    row.getparent().remove(row)


def _go_on(row: Any, vocabulary: Vocabulary) -> None:
    """A cell that begins here and is merged with those below goes on from the first repetition, unless it speaks of the row."""
    for cell in row.iter(CELL):
        if next(cell.iterancestors(ROW)) is not row:
            continue
        merged = cell.find(f"{PROPERTIES}/{MERGED}")
        if (
            merged is not None
            and merged.get(VALUE) == "restart"
            and not _speaks_of_row(cell, row, vocabulary)
        ):
            merged.set(VALUE, "continue")
            for text in cell.iter(TEXT):
                text.text = ""


def _replace(paragraph: Any, vocabulary: Vocabulary, values: Single) -> None:
    """Put values in the placeholders' places; each takes the look of the piece in which it begins."""
    pieces = _texts(paragraph)
    whole = "".join(piece.text or "" for piece in pieces)
    for found in reversed(found_in(whole, vocabulary, str)):
        at = 0
        for piece in pieces:
            text = piece.text or ""
            start, end = max(found.start - at, 0), min(found.end - at, len(text))
            at += len(text)
            if start < end:
                first = at - len(text) <= found.start
                _put(piece, text[:start] + (shown(values.get(found.name)) if first else "") + text[end:])


def _put(piece: Any, text: str) -> None:
    """A piece's text; line ends of a value become Word's."""
    first, *more = text.split("\n")
    piece.text = first
    piece.set(KEPT, "preserve")
    for line in reversed(more):
        following = OxmlElement("w:t")
        following.text = line
        following.set(KEPT, "preserve")
        piece.addnext(following)
        piece.addnext(OxmlElement("w:br"))
