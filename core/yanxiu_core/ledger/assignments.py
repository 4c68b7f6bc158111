"""Fact lines of assignments: what a relation that rules read is to the person, and to the unit."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, Text, Uuid, cast, func, literal, null, select
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.assignments.relations import Relation
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.scope import among
from yanxiu_core.ledger.models import REGISTERED
from yanxiu_core.ledger.reversals import COLUMNS
from yanxiu_core.ledger.sources import post_sources
from yanxiu_core.org_units.models import OrgUnitFact
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import PersonUnit
from yanxiu_core.work import Work


def post_assignments(work: Work, relation: Relation, superseded: Sequence[UUID], new: Sequence[UUID]) -> None:
    """Reverse the lines of superseded assignments of one relation and post those of new ones; the ids are of rows.

    An assignment whose unit's category has changed is both: its lines are taken back and posted as they are to be now.
    """
    selects = []
    if relation.person_kind:
        home = home_unit_on(work.tenant_id, PersonUnit.person_id, PersonUnit.valid_from)
        item = cast(PersonUnit.unit_id, Text())
        selects.append(_lines(work, relation, relation.person_kind, new, PersonUnit.person_id, home, item))
    if relation.unit_kind:
        item = cast(PersonUnit.person_id, Text())
        nobody = cast(null(), Uuid())
        selects.append(_lines(work, relation, relation.unit_kind, new, nobody, PersonUnit.unit_id, item))
    if selects:
        post_sources(work, superseded, *selects)


def _lines(
    work: Work,
    relation: Relation,
    kind: str,
    ids: Sequence[UUID],
    person_id: Any,
    unit_id: Any,
    item: ColumnElement[str],
) -> Select[Any]:
    recorded_at: datetime = work.record()
    midnight = func.timezone(work.zone.key, cast(PersonUnit.valid_from, DateTime()))
    columns = {
        "tenant_id": PersonUnit.tenant_id,
        "id": func.uuidv7(),
        "person_id": person_id,
        "policy": literal("", Text()),
        "measure": literal("count", Text()),
        "amount": cast(literal(Decimal(1)), QUANTITY),
        "on_date": PersonUnit.valid_from,
        "starts_at": midnight,
        "recorded_at": literal(recorded_at),
        "activity_id": cast(null(), Uuid()),
        "activity_number": literal("", Text()),
        "kind": literal(kind, Text()),
        "category": func.coalesce(_fact(work, relation.category_fact), literal(kind, Text())),
        "role": literal("", Text()),
        "unit_id": unit_id,
        "source_id": PersonUnit.id,
        "item": item,
        "fields": cast(null(), ARRAY(Text())),
        "conversion": literal("", Text()),
        "assurance": literal(REGISTERED, Text()),
        "reverses_id": cast(null(), Uuid()),
    }
    return select(*(columns[name].label(name) for name in COLUMNS)).where(
        PersonUnit.tenant_id == work.tenant_id, among(PersonUnit.id, ids)
    )


def _fact(work: Work, kind: str) -> Any:
    """The unit's fact on the first day of the assignment, as it is known now."""
    return (
        select(OrgUnitFact.value)
        .where(
            OrgUnitFact.tenant_id == work.tenant_id,
            OrgUnitFact.unit_id == PersonUnit.unit_id,
            OrgUnitFact.kind == kind,
            OrgUnitFact.superseded_at.is_(None),
            OrgUnitFact.valid_from <= PersonUnit.valid_from,
        )
        .order_by(OrgUnitFact.valid_from.desc())
        .limit(1)
        .correlate(PersonUnit)
        .scalar_subquery()
    )
