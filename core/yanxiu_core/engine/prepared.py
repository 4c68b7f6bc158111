"""Statements that are built and compiled once and run many times.

Building the judging of a rule and compiling it to SQL takes Python longer than PostgreSQL takes to judge a person. What a
statement says rests on the county's configuration; only whom it judges and at which moment is other each time.
"""

import re
from dataclasses import dataclass
from typing import Any

from psycopg.sql import Literal
from sqlalchemy import ClauseElement, CursorResult

from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.engine.scope import BOUND
from yanxiu_core.work import Work

PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL text with its constants in it; the values of `scope.BOUND` that it names are given at each execution."""

    text: str

    def execute(self, work: Work, *, few: bool = False, **values: Any) -> CursorResult[Any]:
        """Run it with these values; what is pending in the session is written before.

        `few`: it concerns a few people, and PostgreSQL keeps its plan for all such runs.
        """
        work.session.flush()
        options = REPEATED if few else None
        return work.session.connection().exec_driver_sql(self.text, values, execution_options=options)


def prepare(work: Work, statement: ClauseElement) -> Prepared:
    """Compile a statement for the database at hand, and write its constants into it as the driver quotes them."""
    connection = work.session.connection()
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    quoting, constants = connection.connection.driver_connection, compiled.params

    def written(place: re.Match[str]) -> str:
        name = place[1]
        # A percent sign is doubled wherever values are bound.
        return place[0] if name in BOUND else Literal(constants[name]).as_string(quoting).replace("%", "%%")

    return Prepared(PLACE.sub(written, str(compiled)))
