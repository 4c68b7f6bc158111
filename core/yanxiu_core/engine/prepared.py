"""Statements that are built and compiled once and run many times.

Building the judging of a rule and compiling it to SQL takes Python longer than PostgreSQL takes to judge a person. What a
statement says rests on the county's configuration; only whom it judges and at which moment is other each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, CursorResult

from yanxiu_core.engine.scope import BOUND
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL text with the values that are in it always; those of `scope.BOUND` are given at each execution."""

    text: str
    constants: Mapping[str, Any]

    def execute(self, work: Work, **values: Any) -> CursorResult[Any]:
        """Run it with these values; what is pending in the session is written before."""
        work.session.flush()
        return work.session.connection().exec_driver_sql(self.text, {**self.constants, **values})


def prepare(work: Work, statement: ClauseElement) -> Prepared:
    """Compile a statement for the database at hand. The driver takes all its values as they are (no JSON among them)."""
    compiled = statement.compile(
        dialect=work.session.get_bind().dialect, compile_kwargs={"render_postcompile": True}
    )
    return Prepared(
        str(compiled), {name: value for name, value in compiled.params.items() if name not in BOUND}
    )
