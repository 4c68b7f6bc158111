"""SQL of participations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Integer, Uuid, and_, any_, bindparam, func, insert, select, update
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


_TENANT: BindParameter[UUID] = bindparam("tenant", type_=Uuid())
_ACTIVITY: BindParameter[UUID] = bindparam("activity", type_=Uuid())
_PEOPLE: BindParameter[Sequence[UUID]] = bindparam("people", type_=ARRAY(Uuid()))
# Built once: building a statement takes longer than running one of these.
_LOCKED = (
    select(
        Activity.number,
        Activity.state,
        select(func.array_agg(ActivitySegment.position, type_=ARRAY(Integer())))
        .where(
            ActivitySegment.tenant_id == _TENANT,
            ActivitySegment.activity_id == _ACTIVITY,
            ActivitySegment.superseded_at.is_(None),
        )
        .scalar_subquery()
        .label("positions"),
    )
    .where(Activity.tenant_id == _TENANT, Activity.id == _ACTIVITY)
    .with_for_update(of=Activity)
)
_SHEET = (
    select(
        Person.id.label("person_id"),
        Participation.id,
        Participation.position,
        Participation.role,
        Participation.status,
        Participation.attended_minutes,
    )
    .outerjoin(
        Participation,
        and_(
            Participation.tenant_id == Person.tenant_id,
            Participation.person_id == Person.id,
            Participation.activity_id == _ACTIVITY,
            Participation.superseded_at.is_(None),
        ),
    )
    .where(Person.tenant_id == _TENANT, Person.id == any_(_PEOPLE))
)
_INSERT = insert(Participation.__table__)


def locked_activity(work: Work, activity_id: UUID) -> Any:
    """Number, state and the segments' positions of an activity, which is locked; None where there is none."""
    values = {"tenant": work.tenant_id, "activity": activity_id}
    return work.session.execute(_LOCKED, values).one_or_none()


def sheet(work: Work, activity_id: UUID, people: Sequence[UUID]) -> Sheet:
    """These people, and their entries in the activity."""
    values = {"tenant": work.tenant_id, "activity": activity_id, "people": people}
    found = work.session.execute(_SHEET, values).all()
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
        work.session.connection().execute(_INSERT, [{"tenant_id": work.tenant_id, **row} for row in rows])
