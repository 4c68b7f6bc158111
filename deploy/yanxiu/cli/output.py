"""How commands print: tables for eyes, JSON and CSV for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

Rows = Iterable[Sequence[object]]
WIDE = 4_000
"""Columns of a table that goes to a file or a pipe: nothing is cut there."""


def print_table(headings: Sequence[str], rows: Rows) -> None:
    """A table, as wide as the terminal; through a pipe nothing is cut."""
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(shown(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDE, markup=False, highlight=False).print(table)


def print_csv(headings: Sequence[str], rows: Rows) -> None:
    """CSV with one line of headings, lines ended by a line feed."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([shown(cell) for cell in row] for row in rows)


def print_json(value: object) -> None:
    """One JSON document in UTF-8."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_records(headings: Sequence[str], rows: Rows) -> None:
    """A JSON list with one object a row."""
    print_json([dict(zip(headings, map(plain, row), strict=True)) for row in rows])


def shown(cell: object) -> str:
    """A cell as text: nothing for None, moments to the minute."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone().strftime("%Y-%m-%d %H:%M")
    return str(plain(cell))


def plain(cell: object) -> Any:
    """A quantity without needless zeros (38 and not 38.00), as a number; anything else as it is."""
    if not isinstance(cell, Decimal):
        return cell
    return int(cell) if cell == cell.to_integral_value() else float(cell)
