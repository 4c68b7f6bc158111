"""Stage a file's rows in a temporary table, streamed by COPY, so that they are checked and written as one set.

COPY INTO a table under row-level security is refused, into a temporary one it is not. Memory does not grow with the
file; rows with problems of their own are staged too, marked as bad, and their problems travel with them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from yanxiu_core.jobs.handlers import Progress
from yanxiu_core.tabular.records import Row

STEP = 2_000
"""Rows between two reports of progress."""

UNFOLD = """
    INSERT INTO problems (line, sheet, row_number, heading, value, code, severity, zh, en)
    SELECT s.line, p.sheet, p."row", p."column", p.value, p.code, 'error', p.zh, p.en
    FROM staged s CROSS JOIN LATERAL jsonb_to_recordset(s.problems)
         AS p(sheet text, "row" integer, "column" text, value text, code text, zh text, en text)
"""
"""The problems that reading found, from the rows to the table that the checks write to."""


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
                f"problems jsonb, {columns}, activity_id uuid, person_id uuid, unit_id uuid, change text) ON COMMIT DROP"
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
        names = ["line", "sheet", "row_number", "ok", "problems", *self.types]
        command = sql.SQL("COPY staged ({}) FROM STDIN").format(
            sql.SQL(", ").join(map(sql.Identifier, names))
        )
        count = 0
        connection: Any = session.connection().connection.driver_connection
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            for count, row in enumerate(rows, start=1):
                values = [row.values.get(name) for name in self.types]
                problems = json.dumps([asdict(problem) for problem in row.problems]) if row.problems else None
                copy.write_row([count, row.sheet, row.number, not row.problems, problems, *values])
                if count % STEP == 0:
                    progress(count, None, "reading")
        session.execute(text(UNFOLD))
        session.execute(text("CREATE INDEX ON staged (line)"))
        session.execute(text("ANALYZE staged"))
        return count


def settle(session: Session) -> None:
    """Mark the rows that have an error, whichever check found it."""
    session.execute(
        text(
            "UPDATE staged SET ok = false WHERE ok AND line IN (SELECT line FROM problems WHERE severity = 'error')"
        )
    )
    session.execute(text("ANALYZE staged"))
