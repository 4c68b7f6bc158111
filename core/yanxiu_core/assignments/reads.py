"""What can be read of assignments: every relation of a person to a unit, with its days."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.relations import relations
from yanxiu_core.database.clocks import known
from yanxiu_core.people.homes import home_unit_id
from yanxiu_core.people.models import Person, PersonUnit
from yanxiu_core.reads.declarations import Derived, Guard, Noun, One, ReadContext, Value, by, columns, link


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def home_reached(rows: FromClause, reach: Any, context: ReadContext) -> ColumnElement[bool]:
    """Rows of people whose home unit is reached; `rows` has a `person_id`."""
    person = Person.__table__.alias()
    return (
        select(person.c.id)
        .where(
            person.c.tenant_id == rows.c.tenant_id,
            person.c.id == rows.c.person_id,
            home_unit_id(person, context).in_(tuple(reach.units)),
        )
        .correlate(rows)
        .exists()
    )


def person_name(rows: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The person's name, for a unit that may not open the person: it is told who comes to it."""
    person = Person.__table__.alias()
    return (
        select(person.c.name)
        .where(person.c.tenant_id == rows.c.tenant_id, person.c.id == rows.c.person_id)
        .correlate(rows)
        .scalar_subquery()
    )


def narrowed(row: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `relation`, and `on_date`: in force on that day."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("relation"):
        conditions.append(row.c.relation == args["relation"])
    if args.get("on_date"):
        conditions.append(row.c.valid_from <= args["on_date"])
        conditions.append(or_(row.c.valid_to.is_(None), row.c.valid_to >= args["on_date"]))
    return conditions


def _title(row: Any, context: ReadContext, _args: Any) -> str:
    relation = relations(context.registry).get(row["relation"])
    return relation.title.to(context.language) if relation else str(row["relation"])


ASSIGNMENT = Noun(
    name="Assignment",
    table=PersonUnit.__table__,
    permission=Permission.PEOPLE_READ,
    guard=Guard(unit=lambda row: row.c.unit_id, person=lambda row: row.c.person_id, rows=home_reached),
    rows=_known,
    order=by("valid_from", "recorded_at"),
    fields={
        **columns("relation", "valid_from", "valid_to", "recorded_at"),
        "relation_title": Derived(("relation",), _title),
        "person_name": Value(person_name),
        "person": One("Person", link("person_id")),
        "unit": One("OrgUnit", link("unit_id")),
    },
)
