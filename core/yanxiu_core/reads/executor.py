"""Runs plans. Each function executes exactly one statement and gives plain dicts by response key."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import FromClause, make_url
from sqlalchemy.orm import Session

from yanxiu_core.reads.compiler import Plan, Where, compile_page, compile_rows
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.registry import Nouns
from yanxiu_core.reads.selection import Selection

Row = dict[str, Any]

STREAMED = 500
"""Rows that a stream holds at a time."""


def fetch_many(
    session: Session,
    nouns: Nouns,
    context: ReadContext,
    noun: str,
    selection: Selection,
    where: Where | None = None,
    order: str | Order = "default",
    limit: int | None = None,
    source: FromClause | None = None,
) -> list[Row]:
    """All rows that `where` finds, or the first `limit`, in order."""
    plan = compile_rows(nouns, context, noun, selection, where, order, limit, source)
    return [plan.decode(raw) for raw in session.execute(plan.statement).scalars()]


def fetch_page(
    session: Session,
    nouns: Nouns,
    context: ReadContext,
    noun: str,
    selection: Selection,
    args: Mapping[str, Any],
    where: Where | None = None,
    order: str | Order = "default",
    source: FromClause | None = None,
) -> Row:
    """A page: what was picked of `nodes`, `edges`, `page_info` and `total_count`, under the picks' keys.

    Raises Invalid for page arguments that cannot be accepted, before anything is read.
    """
    plan = compile_page(nouns, context, noun, selection, args, where, order, source)
    page: Row = plan.decode(session.execute(plan.statement).scalar_one())
    return page


def stream(
    session: Session,
    nouns: Nouns,
    context: ReadContext,
    noun: str,
    selection: Selection,
    where: Where | None = None,
    order: str | Order = "default",
    source: FromClause | None = None,
) -> Iterator[Row]:
    """All rows that `where` finds, through a cursor on the server: for exports of any size, inside a transaction."""
    plan = compile_rows(nouns, context, noun, selection, where, order, source=source)
    with session.execute(plan.statement, execution_options={"yield_per": STREAMED}) as result:
        for raw in result.scalars():
            yield plan.decode(raw)


def explain(plan: Plan) -> str:
    """The plan's SQL with the names of its parameters, never their values."""
    dialect = make_url("postgresql+psycopg://").get_dialect()
    return str(plan.statement.compile(dialect=dialect()))
