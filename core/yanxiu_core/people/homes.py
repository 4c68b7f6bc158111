"""The 编制单位 of a person on a day, as part of a statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased

from yanxiu_core.people.models import HOME, PersonUnit


def home_unit_on(tenant_id: UUID, person_id: Any, on_date: Any) -> ScalarSelect[UUID]:
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
