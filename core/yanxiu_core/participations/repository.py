"""SQL of participations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, and_, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.activities.models import Activity, ActivitySegment
from yanxiu_core.engine.scope import among
from yanxiu_core.participations.models import Participation
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work

Key = tuple[int, UUID, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as it stands on an activity's list."""

    id: UUID
    status: str
    attended_minutes: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of some people in an activity: those who exist, and the entries that stand, by natural key."""

    people: frozenset[UUID]
    entries: Mapping[Key, Listed]


def locked_activity(work: Work, activity_id: UUID) -> Any:
    """Number, state and the segments' positions of an activity, which is locked; None where there is none."""
    positions = (
        select(func.array_agg(ActivitySegment.position, type_=ARRAY(Integer())))
        .where(
            ActivitySegment.tenant_id == work.tenant_id,
            ActivitySegment.activity_id == activity_id,
            ActivitySegment.superseded_at.is_(None),
        )
        .scalar_subquery()
    )
    found = (
        select(Activity.number, Activity.state, positions.label("positions"))
        .where(Activity.tenant_id == work.tenant_id, Activity.id == activity_id)
        .with_for_update(of=Activity)
    )
    return work.session.execute(found).one_or_none()


def sheet(work: Work, activity_id: UUID, people: Sequence[UUID]) -> Sheet:
    """These people, and their entries in the activity."""
    row = Participation
    entry = and_(
        row.tenant_id == Person.tenant_id,
        row.person_id == Person.id,
        row.activity_id == activity_id,
        row.superseded_at.is_(None),
    )
    found = work.session.execute(
        select(Person.id.label("person_id"), row.id, row.position, row.role, row.status, row.attended_minutes)
        .outerjoin(row, entry)
        .where(Person.tenant_id == work.tenant_id, among(Person.id, people))
    ).all()
    return Sheet(
        frozenset(line.person_id for line in found),
        {
            (line.position, line.person_id, line.role): Listed(line.id, line.status, line.attended_minutes)
            for line in found
            if line.id is not None
        },
    )


def supersede(work: Work, ids: Collection[UUID], recorded_at: datetime) -> None:
    """Other rows take the place of these."""
    if ids:
        work.session.execute(
            update(Participation)
            .where(Participation.tenant_id == work.tenant_id, among(Participation.id, list(ids)))
            .values(superseded_at=recorded_at)
            .execution_options(synchronize_session=False)
        )


def add(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; tenant and id are added."""
    if rows:
        work.session.execute(insert(Participation), [{"tenant_id": work.tenant_id, **row} for row in rows])
