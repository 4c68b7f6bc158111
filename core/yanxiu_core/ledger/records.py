"""Fact lines of records: that there is one, and how much of its measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine import judge
from yanxiu_core.engine.scope import among
from yanxiu_core.ledger.models import REGISTERED, LedgerLine
from yanxiu_core.ledger.reversals import COLUMNS, reversals
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.records.models import Record
from yanxiu_core.work import Work

COUNT = "count"


@dataclass(frozen=True, slots=True)
class RecordPosting:
    """How many lines were written and taken back, whose (people, or units for their own) and on which days."""

    posted: int
    reversed: int
    people: tuple[UUID, ...]
    units: tuple[UUID, ...]
    days: frozenset[date]


def post_records(work: Work, superseded: Sequence[UUID], new: Sequence[UUID]) -> RecordPosting:
    """Reverse the lines of superseded records, post those of new ones, and judge whom that touches.

    One statement for any number of records; the ids are of rows of `records`. A withdrawn record posts nothing.
    """
    recorded_at = work.record()
    lines = union_all(
        _lines(work, new, recorded_at, literal(COUNT, Text()), literal(Decimal(1))),
        # `count` has no amount of its own; an amount of nothing is no line.
        _lines(work, new, recorded_at, Record.measure, Record.amount).where(Record.amount != 0),
        reversals(work.tenant_id, superseded, recorded_at),
    ).cte("lines")
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
    posting = RecordPosting(
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


def _lines(
    work: Work, ids: Sequence[UUID], recorded_at: datetime, measure: ColumnElement[str] | Any, amount: Any
) -> Select[Any]:
    columns = {
        "tenant_id": Record.tenant_id,
        "id": func.uuidv7(),
        "person_id": Record.person_id,
        "policy": literal("", Text()),
        "measure": measure,
        "amount": cast(amount, QUANTITY),
        "on_date": Record.on_date,
        "starts_at": Record.starts_at,
        "recorded_at": literal(recorded_at),
        "activity_id": Record.activity_id,
        "activity_number": literal("", Text()),
        "kind": Record.kind,
        "category": case((Record.category == "", Record.kind), else_=Record.category),
        "role": Record.role,
        "unit_id": func.coalesce(
            Record.unit_id, home_unit_on(work.tenant_id, Record.person_id, Record.on_date)
        ),
        "source_id": Record.id,
        "item": Record.item,
        "fields": Record.fields,
        "conversion": literal("", Text()),
        "assurance": literal(REGISTERED, Text()),
        "reverses_id": cast(null(), Uuid()),
    }
    return select(*(columns[name].label(name) for name in COLUMNS)).where(
        Record.tenant_id == work.tenant_id, among(Record.id, ids), Record.withdrawn.is_(False)
    )
