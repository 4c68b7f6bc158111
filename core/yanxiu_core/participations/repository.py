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
from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.engine.scope import among
from yanxiu_core.participations.models import Participation
from yanxiu_core.people.models import Person
from yanxiu_core.tenancy import head
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
    """An activity with the positions of its segments, and what is known of some people in it: those who exist, and the
    entries that stand, by natural key.
    """

    number: str
    state: str
    positions: Collection[int]
    people: frozenset[UUID]
    entries: Mapping[Key, Listed]


_TENANT: BindParameter[UUID] = bindparam(head.TENANT, type_=Uuid())
_ACTIVITY: BindParameter[UUID] = bindparam("activity", type_=Uuid())
_PEOPLE: BindParameter[Sequence[UUID]] = bindparam("people", type_=ARRAY(Uuid()))
# Built once: building a statement takes longer than running one of these.
_SHEET = head.Guarded(
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
        Person.id.label("person_id"),
        Participation.id,
        Participation.position,
        Participation.role,
        Participation.status,
        Participation.attended_minutes,
    )
    .outerjoin_from(
        Activity, Person, and_(Person.tenant_id == Activity.tenant_id, Person.id == any_(_PEOPLE))
    )
    .outerjoin(
        Participation,
        and_(
            Participation.tenant_id == Person.tenant_id,
            Participation.person_id == Person.id,
            # Said again of the entries: their index is then read at these people, not through all of the activity.
            Participation.person_id == any_(_PEOPLE),
            Participation.activity_id == _ACTIVITY,
            Participation.superseded_at.is_(None),
        ),
    )
    .where(Activity.tenant_id == _TENANT, Activity.id == _ACTIVITY)
)
_INSERT = insert(Participation.__table__).execution_options(**REPEATED)


def sheet(work: Work, activity_id: UUID, people: Sequence[UUID]) -> Sheet | None:
    """An activity with these people and their entries, which stand so until the transaction ends: it takes its moment
    (`Work.record`) by the same statement. None where there is no such activity.
    """
    found = work.record_and_read(_SHEET, {"activity": activity_id, "people": people})
    if not found:
        return None
    first = found[0]
    return Sheet(
        first.number,
        first.state,
        first.positions or (),
        frozenset(line.person_id for line in found if line.person_id is not None),
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
