"""How PostgreSQL plans statements over rows that it has no statistics of."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import CTE, Select, text
from sqlalchemy.orm import Session

MANY = 200
"""From this many activities or people on, a set is handled as bulk."""


def materialized(statement: Select[Any]) -> CTE:
    """A part that PostgreSQL plans by itself: to order the joins of a large statement as one takes it longer than to run it."""
    return statement.cte().prefix_with("MATERIALIZED")


INSIDE = "yanxiu.bulk"


@contextmanager
def bulk(session: Session) -> Iterator[None]:
    """Join by hashing inside the block.

    Of a tenant whose rows arrived in this very transaction the planner believes that there is one; it would read
    that "one row" again for every row of another table. ANALYZE would tell it better but locks the table against
    every other tenant's import until this transaction ends.
    """
    if session.info.get(INSIDE, False):
        yield
        return
    session.info[INSIDE] = True
    session.execute(text("SET LOCAL enable_nestloop = off"))
    try:
        yield
    finally:
        session.info[INSIDE] = False
    session.execute(text("SET LOCAL enable_nestloop = on"))
