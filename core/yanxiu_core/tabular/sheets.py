"""A sheet of a workbook, or a CSV file, before anything is known of its headings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yanxiu_core.tabular.cells import Cell

Record = tuple[int, Sequence[Cell]]
"""A row's number as people see it, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A name and the records, which can be walked once. `delimited`: too many cells mean a stray delimiter."""

    name: str
    records: Iterator[Record]
    delimited: bool = False
