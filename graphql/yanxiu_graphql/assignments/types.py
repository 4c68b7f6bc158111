"""Assignments: dated relations of a person to a unit."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.relay.types import Node

if TYPE_CHECKING:
    from yanxiu_graphql.org_units.types import OrgUnit
    from yanxiu_graphql.people.types import Person

PersonOf = Annotated["Person", strawberry.lazy("yanxiu_graphql.people.types")]
UnitOf = Annotated["OrgUnit", strawberry.lazy("yanxiu_graphql.org_units.types")]


@strawberry.input(description="筛选安排。Which assignments.")
class AssignmentFilter:
    """Filters that the reads declare."""

    relation: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="关系。Of this relation: `home`, `teaching`, `group`, `dundian.embed`.",
    )
    on_date: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="当日。In force on this day; for a `home` also an earlier one shows.",
    )


@strawberry.type(
    description="安排。A person's relation to a unit from a day on: 编制, 任教, 教研组, 蹲点; what was before keeps its row."
)
class Assignment(Node):
    """Noun Assignment."""

    relation: str = stored("关系。The relation's name.")
    relation_title: str = stored("关系名称。Its title in the caller's language.")
    valid_from: date = stored("首日。The first day.")
    valid_to: date | None = stored(
        "末日。The last day; null for an open one, and where the next one ends it."
    )
    recorded_at: datetime = stored("记录时间。When it became known.")
    person_name: str = stored("姓名。The person's name.")
    person: PersonOf | None = related("人员。Who; null where the person is not visible.")
    unit: UnitOf | None = related("单位。Where.")
