"""Fact lines of what is no activity: reverse those of superseded rows, post those of new ones, judge whom it touches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, Uuid, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, insert

from yanxiu_core.engine import judge
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.ledger.reversals import COLUMNS, reversals
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class SourcePosting:
    """How many lines were written and taken back, whose (people, or units for their own) and on which days."""

    posted: int
    reversed: int
    people: tuple[UUID, ...]
    units: tuple[UUID, ...]
    days: frozenset[date]


def post_sources(work: Work, superseded: Sequence[UUID], *new: Select[Any]) -> SourcePosting:
    """Write the new lines (selects of all columns of a line) and take back what stands of superseded rows.

    One statement for any number of them; the verdicts of whom the lines are follow in this transaction.
    """
    lines = union_all(*new, reversals(work.tenant_id, superseded, work.record())).cte("lines")
    written = insert(LedgerLine).from_select(
        list(COLUMNS), select(*(lines.c[name] for name in COLUMNS)), include_defaults=False
    )
    person, unit, day = lines.c.person_id, lines.c.unit_id, lines.c.on_date
    touched = work.session.execute(
        select(
            func.count().filter(lines.c.reverses_id.is_(None)).label("posted"),
            func.count().filter(lines.c.reverses_id.is_not(None)).label("reversed"),
            func.array_agg(person.distinct(), type_=ARRAY(Uuid()))
            .filter(person.is_not(None))
            .label("people"),
            func.array_agg(unit.distinct(), type_=ARRAY(Uuid())).filter(person.is_(None)).label("units"),
            func.array_agg(day.distinct(), type_=ARRAY(Date())).label("days"),
        ).add_cte(written.cte("written"))
    ).one()
    posting = SourcePosting(
        touched.posted,
        touched.reversed,
        _ids(touched.people),
        _ids(touched.units),
        frozenset(touched.days or ()),
    )
    if posting.people or posting.units:
        judge.after_posting(work, posting.people, set(posting.days), units=posting.units)
    return posting


def _ids(found: Iterable[UUID] | None) -> tuple[UUID, ...]:
    return tuple(found or ())
