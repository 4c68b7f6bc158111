"""What can be read of review groups: rosters, each with its members."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.database.clocks import known
from yanxiu_core.people.models import Person
from yanxiu_core.reads.declarations import (
    Guard,
    Many,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    columns,
    link,
)
from yanxiu_core.review_groups.models import CHAIR, DEPUTY, ReviewGroup, ReviewMember


def _known(group: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(group.c, context.known_at)


def _in_force(group: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    """The roster that is in force on the context's day."""
    later = ReviewGroup.__table__.alias()
    replaced = (
        select(later.c.id)
        .where(
            later.c.tenant_id == group.c.tenant_id,
            later.c.body == group.c.body,
            later.c.unit_id == group.c.unit_id,
            known(later.c, context.known_at),
            later.c.valid_from > group.c.valid_from,
            later.c.valid_from <= context.today,
        )
        .correlate(group)
        .exists()
    )
    return and_(group.c.valid_from <= context.today, ~replaced)


def matching(group: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `unit_id`, `in_force` (of today)."""
    conditions = [group.c.unit_id == args["unit_id"]] if args.get("unit_id") else []
    if args.get("in_force") is not None:
        conditions.append(_in_force(group, context, {}) == args["in_force"])
    return conditions


def _seat(member: FromClause) -> tuple[ColumnElement[Any], ...]:
    person = Person.__table__.alias()
    number = (
        select(person.c.number)
        .where(person.c.tenant_id == member.c.tenant_id, person.c.id == member.c.person_id)
        .correlate(member)
        .scalar_subquery()
    )
    return case((member.c.office == CHAIR, 0), (member.c.office == DEPUTY, 1), else_=2), func.coalesce(
        number, ""
    )


REVIEW_MEMBER = Noun(
    name="ReviewMember",
    table=ReviewMember.__table__,
    permission=Permission.UNITS_READ,
    guard=Guard.open(),
    order={"default": Order("default", _seat)},
    fields={**columns("office"), "person": One("Person", link("person_id"))},
)

REVIEW_GROUP = Noun(
    name="ReviewGroup",
    table=ReviewGroup.__table__,
    permission=Permission.UNITS_READ,
    guard=Guard.open(),
    rows=_known,
    order=by("body", "unit_id", "valid_from"),
    fields={
        **columns("body", "title", "document", "valid_from"),
        "in_force": Value(_in_force),
        "unit": One("OrgUnit", link("unit_id")),
        "members": Many("ReviewMember", link("id", "group_id")),
    },
)
