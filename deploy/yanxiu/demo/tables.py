"""Writes one table row by row, as a county office keeps it, without holding the rows in memory."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, Protocol, TextIO

import xlsxwriter

Cell = str | date
Format = Literal["xlsx", "csv"]


class Table(Protocol):
    """Takes the rows of one table in order."""

    def write(self, row: Sequence[Cell]) -> None:
        """Append one row."""


class _Sheet:
    """The first sheet of a workbook: a title over all columns, the headings, then rows."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, headings: Sequence[str]) -> None:
        self._sheet = book.add_worksheet(title)
        self._dates = book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet.merge_range(
            0, 0, 0, len(headings) - 1, title, book.add_format({"align": "center", "bold": True})
        )
        self._next = 1
        self.write(headings)

    def write(self, row: Sequence[Cell]) -> None:
        for column, value in enumerate(row):
            if isinstance(value, date):
                self._sheet.write_datetime(self._next, column, value, self._dates)
            elif value:
                self._sheet.write_string(self._next, column, value)
        self._next += 1


class _Lines:
    """A CSV file in GB18030, as Excel saves it on a Chinese Windows; it has no title."""

    def __init__(self, file: TextIO, headings: Sequence[str]) -> None:
        self._writer = csv.writer(file)
        self.write(headings)

    def write(self, row: Sequence[Cell]) -> None:
        self._writer.writerow(row)


@contextmanager
def open_table(path: Path, title: str, headings: Sequence[str]) -> Iterator[Table]:
    """A table at ``path``, which ends in .xlsx or .csv and is replaced; complete at the end of the block."""
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030", newline="") as file:
            yield _Lines(file, headings)
        return
    # constant_memory: a row is on disk as soon as the next begins.
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties(
            {"created": datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        )  # same input, same file
        yield _Sheet(book, title, headings)
