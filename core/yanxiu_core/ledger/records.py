"""Fact lines of records: that there is one, and how much of its measure."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, case, cast, func, literal, null, select

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.scope import among
from yanxiu_core.ledger.reversals import COLUMNS
from yanxiu_core.ledger.sources import SourcePosting, post_sources
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.records.models import Record
from yanxiu_core.work import Work

COUNT = "count"


def post_records(work: Work, superseded: Sequence[UUID], new: Sequence[UUID]) -> SourcePosting:
    """Reverse the lines of superseded records, post those of new ones, and judge whom that touches.

    One statement for any number of records; the ids are of rows of `records`. A withdrawn record posts nothing.
    """
    recorded_at = work.record()
    return post_sources(
        work,
        superseded,
        _lines(work, new, recorded_at, literal(COUNT, Text()), literal(Decimal(1))),
        # `count` has no amount of its own; an amount of nothing is no line.
        _lines(work, new, recorded_at, Record.measure, Record.amount).where(Record.amount != 0),
    )


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
        "item": func.coalesce(cast(Record.at_unit_id, Text()), Record.item),
        "fields": Record.fields,
        "conversion": literal("", Text()),
        "assurance": Record.assurance,
        "reverses_id": cast(null(), Uuid()),
    }
    return select(*(columns[name].label(name) for name in COLUMNS)).where(
        Record.tenant_id == work.tenant_id, among(Record.id, ids), Record.withdrawn.is_(False)
    )
