"""The 编制单位 of a person on a day, as part of a statement, and other dated rows in force."""

from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, ScalarSelect, select
from sqlalchemy.orm import aliased

from yanxiu_core.database.clocks import known
from yanxiu_core.people.models import HOME, PersonUnit
from yanxiu_core.reads.context import ReadContext


def home_unit_on(tenant_id: Any, person_id: Any, on_date: Any) -> ScalarSelect[UUID]:
    """The home unit on that day as it is known now; `person_id` and `on_date` are columns or values.

    One index look-up a row, and not a join to spans computed by a window function: a bulk import posts rows of which
    the planner has no statistics yet, and it would compute the spans again for each.
    """
    edge = aliased(PersonUnit)
    return (
        select(edge.unit_id)
        .where(
            edge.tenant_id == tenant_id,
            edge.person_id == person_id,
            edge.relation == HOME,
            edge.superseded_at.is_(None),
            edge.valid_from <= on_date,
        )
        .order_by(edge.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def in_force(
    row: FromClause, value: str, person: FromClause, context: ReadContext, kind: Any
) -> ScalarSelect[Any]:
    """The value of the dated row in force on the context's day, as known then: the one that began last."""
    return (
        select(row.c[value])
        .where(
            row.c.tenant_id == person.c.tenant_id,
            row.c.person_id == person.c.id,
            kind,
            known(row.c, context.known_at),
            row.c.valid_from <= context.today,
        )
        .order_by(row.c.valid_from.desc())
        .limit(1)
        .correlate(person)
        .scalar_subquery()
    )


def home_unit_id(person: FromClause, context: ReadContext) -> ScalarSelect[Any]:
    """The 编制单位 on the context's day."""
    row = PersonUnit.__table__.alias()
    return in_force(row, "unit_id", person, context, row.c.relation == HOME)
