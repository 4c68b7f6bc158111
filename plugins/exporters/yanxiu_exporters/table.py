"""The lines of a summary, read once and kept aside until it is known which columns they need."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from yanxiu_core.exports.declarations import ExportRequest, Row, Streams
from yanxiu_exporters.columns import Columns, Line, columns_of, line_of
from yanxiu_exporters.marks import certified, is_open, worded


@dataclass(slots=True)
class Tally:
    """People of the sheet: all, exempt, those who reach what is required, and those of them who are certified."""

    people: int = 0
    exempt: int = 0
    met: int = 0
    certified: int = 0
    open: int = 0
    reviewed: bool = False
    """Whether results on the sheet are ever certified."""
    seals: set[int] = field(default_factory=set)

    def count(self, row: Row) -> None:
        """Count one person; what is sealed counts as it was sealed."""
        result = certified(row)
        status = result["status"] if result else row["status"]
        self.people += 1
        self.exempt += status == "exempt"
        self.met += status == "met"
        self.open += is_open(row)
        self.reviewed |= row["under_review"]
        if result:
            self.certified += status == "met"
            self.seals.add(result["seal"]["number"])

    @property
    def rate(self) -> str:
        """Met among those who are judged (exempt left out), in percent with one decimal; a dash where nobody is."""
        judged = self.people - self.exempt
        return f"{Decimal(self.met * 100) / judged:.1f}%" if judged else "—"


@dataclass(frozen=True, slots=True)
class Table:
    """A summary's columns and tally, and its lines in the order of the rows."""

    columns: Columns
    tally: Tally
    kept: IO[str]

    def lines(self) -> Iterator[Line]:
        """The lines, from the first; one reading at a time."""
        self.kept.seek(0)
        return (Line(*json.loads(text)) for text in self.kept)


@contextmanager
def gathered(request: ExportRequest, reads: Streams, folder: Path) -> Iterator[Table]:
    """The table of a request, its lines in a temporary file in `folder`: memory does not grow with the county.

    The rows are read once although the columns depend on all of them: a second read might meet a category that was
    confirmed in between and has no column, and the table would no longer add up.
    """
    judged, totals, tally = request.judged, defaultdict[str, Decimal](Decimal), Tally()
    with TemporaryFile("w+", encoding="utf-8", dir=folder) as kept:
        for row in (worded(each, request.kinds) for each in reads()):
            line = line_of(row, judged.policy, judged.rule.unit)
            for category, hours in line.hours.items():
                totals[category] += Decimal(hours)
            tally.count(row)
            kept.write(json.dumps(line, ensure_ascii=False) + "\n")
        yield Table(columns_of(totals), tally, kept)
