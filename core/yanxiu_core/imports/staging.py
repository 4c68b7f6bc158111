"""Stage a file's rows in a temporary table, streamed by COPY, so that they are checked and written as one set.

COPY INTO a table under row-level security is refused, into a temporary one it is not. Memory does not grow with the
file; rows with problems of their own are staged too, marked as bad.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from yanxiu_core.jobs.handlers import Progress
from yanxiu_core.tabular.records import Problem, Row

STEP = 2_000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class StagingTable:
    """The temporary table `staged`: `line` numbers the rows in file order, `ok` says whether a row may be written."""

    types: Mapping[str, str]

    def create(self, session: Session) -> None:
        """Create `staged` and `problems`, gone with the transaction."""
        columns = ", ".join(f'"{name}" {kind}' for name, kind in self.types.items())
        session.execute(text("DROP TABLE IF EXISTS staged, problems"))
        session.execute(
            text(
                "CREATE TEMPORARY TABLE staged (line integer, sheet text, row_number integer, ok boolean, "
                f"{columns}, activity_id uuid, person_id uuid, unit_id uuid, change text) ON COMMIT DROP"
            )
        )
        session.execute(
            text(
                "CREATE TEMPORARY TABLE problems (line integer, sheet text, row_number integer, heading text, "
                "value text, code text, severity text, zh text, en text) ON COMMIT DROP"
            )
        )

    def load(self, session: Session, rows: Iterable[Row], progress: Progress) -> int:
        """Copy the rows; returns how many. Problems found while reading go to `problems`."""
        names = ["line", "sheet", "row_number", "ok", *self.types]
        command = sql.SQL("COPY staged ({}) FROM STDIN").format(
            sql.SQL(", ").join(map(sql.Identifier, names))
        )
        found: list[tuple[int, Problem]] = []
        count = 0
        connection: Any = session.connection().connection.driver_connection
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            for count, row in enumerate(rows, start=1):
                values = [row.values.get(name) for name in self.types]
                copy.write_row([count, row.sheet, row.number, not row.problems, *values])
                found.extend((count, problem) for problem in row.problems)
                if count % STEP == 0:
                    progress(count, None, "reading")
        _write_problems(session, found)
        session.execute(text("CREATE INDEX ON staged (line)"))
        session.execute(text("ANALYZE staged"))
        return count


def _write_problems(session: Session, found: list[tuple[int, Problem]]) -> None:
    for start in range(0, len(found), STEP):
        batch = [
            {
                "line": line, "sheet": p.sheet, "row_number": p.row, "heading": p.column, "value": p.value,
                "code": p.code, "severity": "error", "zh": p.zh, "en": p.en,
            }
            for line, p in found[start : start + STEP]
        ]  # fmt: skip
        session.execute(
            text(
                "INSERT INTO problems SELECT * FROM jsonb_to_recordset(CAST(:batch AS jsonb)) AS p(line integer, "
                "sheet text, row_number integer, heading text, value text, code text, severity text, zh text, en text)"
            ),
            {"batch": json.dumps(batch)},
        )


def settle(session: Session) -> None:
    """Mark the rows that have an error, whichever check found it."""
    session.execute(
        text(
            "UPDATE staged SET ok = false WHERE ok AND line IN (SELECT line FROM problems WHERE severity = 'error')"
        )
    )
    session.execute(text("ANALYZE staged"))
