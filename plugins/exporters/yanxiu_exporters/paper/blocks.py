"""The parts of a printed document. What it says is put together once; pdf.py, docx.py and xlsx.py write it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

Value = str | int | Decimal | None
"""What stands in a cell of a table: text, a place or count, a quantity, or nothing."""
GRID = 24
"""A grid's row is so many units wide."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a local .jpg of so many pixels as it is printed with, and what stands below it; the two never part."""

    path: Path
    width: int
    height: int
    caption: str

    def fitted(self, wide: float, high: float) -> tuple[float, float]:
        """Its width and height where it fills a room of this width and height, whatever their unit."""
        share = min(wide / self.width, high / self.height)
        return self.width * share, self.height * share


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of a grid, `width` units wide and at least `lines` lines of text high; a label is shaded.

    One with pictures shows them side by side, in the place of a text; its row is never divided between pages.
    """

    text: str
    width: int
    label: bool = False
    lines: float = 1
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Labelled boxes as on a form; the widths of every row add up to `GRID`. The last row stays with what is signed below."""

    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: heading, width in characters of half a Chinese one, and whether its texts begin at the left."""

    title: str
    width: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that are repeated on every page. The rows are read once; `lines` is the least height."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    lines: float = 1
    fixed: int = 0
    """Columns that stay in view when a workbook is scrolled."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line over the whole width: a further title, particulars below it, a heading of a part, a sum, a note."""

    text: str
    look: Literal["title", "particulars", "heading", "sum", "note"]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign and seal, side by side; they stay together on one page."""

    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page, which begins with the `Line` that follows."""


Block = Grid | Table | Line | Signatures | Break


@dataclass(frozen=True, slots=True)
class Document:
    """A document on A4. `mark` stands at the foot of every page beside its number: version and check code."""

    title: str
    blocks: Sequence[Block]
    landscape: bool = False
    mark: str = ""
    check: str | None = None


def label(text: str, width: int) -> Cell:
    """A shaded box that says what stands beside it."""
    return Cell(text, width, label=True)


def fields(*pairs: tuple[str, str], label_width: int = 3) -> list[Cell]:
    """A row of labels, each with its value; the values share what width is left."""
    rest = GRID - label_width * len(pairs)
    shares = [rest // len(pairs) + (place < rest % len(pairs)) for place in range(len(pairs))]
    return [
        cell
        for (name, text), width in zip(pairs, shares, strict=True)
        for cell in (label(name, label_width), Cell(text, width))
    ]


def field(name: str, text: str, lines: float = 1, label_width: int = 3) -> list[Cell]:
    """A row of one label and its value, with room for so many lines."""
    return [label(name, label_width), Cell(text, GRID - label_width, lines=lines)]
