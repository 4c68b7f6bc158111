"""What can be read of participations."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.codes.models import Code
from yanxiu_core.database.clocks import known
from yanxiu_core.participations.models import Participation
from yanxiu_core.people.homes import home_unit_id
from yanxiu_core.people.models import Person
from yanxiu_core.reads.declarations import Guard, Noun, One, ReadContext, Value, by, columns, link


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def _guarded(rows: FromClause, reach: Any, context: ReadContext) -> ColumnElement[bool]:
    """One's own, and those of people whose home unit is reached."""
    own = [rows.c.person_id == reach.person_id] if reach.person_id else []
    person = Person.__table__.alias()
    of_units = (
        select(person.c.id)
        .where(
            person.c.tenant_id == rows.c.tenant_id,
            person.c.id == rows.c.person_id,
            home_unit_id(person, context).in_(tuple(reach.units)),
        )
        .correlate(rows)
        .exists()
    )
    return or_(of_units, *own)


def _meaning(rows: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """What the county's word for the status means: present, partial, excused or absent."""
    code = Code.__table__.alias()
    return (
        select(code.c.meaning)
        .where(
            code.c.tenant_id == rows.c.tenant_id,
            code.c.system == "attendance_status",
            code.c.code == rows.c.status,
        )
        .correlate(rows)
        .scalar_subquery()
    )


PARTICIPATION = Noun(
    name="Participation",
    table=Participation.__table__,
    permission=Permission.PEOPLE_READ,
    guard=Guard(rows=_guarded),
    rows=_known,
    order=by("position", "recorded_at"),
    fields={
        **columns("position", "role", "status", "attended_minutes", "recorded_at"),
        "meaning": Value(_meaning),
        "person": One("Person", link("person_id")),
        "activity": One("Activity", link("activity_id")),
    },
)
