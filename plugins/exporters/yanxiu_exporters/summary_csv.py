"""学时认定汇总表 as CSV: the header and the lines alone, for other programs and for Excel by double click."""

import csv
from decimal import Decimal
from pathlib import Path

from yanxiu_core.exports.declarations import ExportRequest, Reads
from yanxiu_core.verdicts.explanation import number
from yanxiu_exporters.paper.blocks import Value
from yanxiu_exporters.table import gathered

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula, or strip to what follows."""


def write_summary_csv(request: ExportRequest, reads: Reads, target: Path) -> None:
    """Write the columns of the .xlsx as UTF-8 with byte order mark (Excel needs it) and CRLF (RFC 4180)."""
    with (
        gathered(request, reads, target.parent) as table,
        target.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(_shown(title) for title in table.columns.titles)
        for place, line in enumerate(table.lines(), start=1):
            writer.writerow(_shown(cell) for cell in table.columns.cells(place, line))


def _shown(cell: Value) -> str:
    """A cell's text. An apostrophe keeps what users typed from being run as a formula; numbers are ours."""
    if isinstance(cell, Decimal):
        return number(cell)
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return "" if cell is None else str(cell)
