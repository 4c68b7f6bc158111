"""Finding the header row of an office's sheet, under whatever titles and merged cells stand above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yanxiu_core.tabular.cells import Cell, is_blank, shown, tidy
from yanxiu_core.tabular.columns import Column, Form, heading_key
from yanxiu_core.tabular.errors import TableError
from yanxiu_core.tabular.sheets import Record

SEARCHED = 20
"""How many of a sheet's first rows that are not blank are searched for the header."""

_LISTED = 30  # headings that a message repeats


@dataclass(frozen=True, slots=True)
class Header:
    """The row most like the form's header: where each column key is, and what is lacking for a header."""

    number: int
    width: int
    headings: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    missing: tuple[str, ...]

    def is_repeated_in(self, cells: Sequence[Cell]) -> bool:
        """Whether the row repeats the header, as lists pasted or printed page by page do."""
        return all(
            at < len(cells) and heading_key(shown(cells[at])) == heading_key(self.headings[at])
            for (at,) in self.places.values()
        )

    def listed(self) -> str:
        """The headings found, for a message."""
        return "、".join([heading for heading in self.headings if heading][:_LISTED])


def find_header(records: Sequence[Record], form: Form) -> Header | None:
    """The best candidate among the records; `missing` is empty if it is a header. None without any record.

    A row with all required columns goes before one without, then the row that matches most columns, then the
    row with most filled cells (so that a message can repeat what probably was meant as the header).
    """
    lookup = form.by_heading()
    candidates = [_candidate(number, cells, form, lookup) for number, cells in records]
    return max(candidates, key=_likeness, default=None)


def matches(cells: Sequence[Cell], form: Form) -> int:
    """How many columns of the form the row names."""
    return len(_places(cells, form.by_heading()))


def check_duplicates(sheet: str, header: Header, form: Form) -> None:
    """Refuse with `TableError` a header in which two headings mean the same column."""
    for column in form.columns:
        places = header.places.get(column.key, ())
        if len(places) > 1:
            named = [f"“{header.headings[place]}”" for place in places]
            raise TableError(
                f"工作表“{sheet}”第 {header.number} 行的表头有重复的列：{'、'.join(named)}都表示“{column.title}”。请只保留其中一列。",
                f'Sheet "{sheet}", row {header.number}: {len(places)} headings mean the column "{column.title}" '
                f"({', '.join(named)}). Keep one of them.",
                sheet=sheet,
                row=header.number,
                column=column.title,
            )


def _candidate(number: int, cells: Sequence[Cell], form: Form, lookup: Mapping[str, Column]) -> Header:
    places = _places(cells, lookup)
    headings = tuple(tidy(shown(cell)) for cell in cells)
    missing = tuple(c.title for c in form.columns if c.required and c.key not in places)
    return Header(number, len(cells), headings, places, missing)


def _places(cells: Sequence[Cell], lookup: Mapping[str, Column]) -> dict[str, tuple[int, ...]]:
    places: dict[str, tuple[int, ...]] = {}
    for place, cell in enumerate(cells):
        column = lookup.get(heading_key(cell)) if isinstance(cell, str) and not is_blank(cell) else None
        if column is not None:
            places[column.key] = (*places.get(column.key, ()), place)
    return places


def _likeness(header: Header) -> tuple[bool, int, int]:
    return not header.missing, len(header.places), sum(bool(heading) for heading in header.headings)
