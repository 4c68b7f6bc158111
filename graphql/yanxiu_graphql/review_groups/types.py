"""Review groups: who decides at a unit."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.relay.types import Node


@strawberry.enum(description="组内职务。An office in a review group.")
class ReviewOffice(Enum):
    """As stored."""

    CHAIR = strawberry.enum_value("chair", description="组长。The chair.")
    DEPUTY = strawberry.enum_value("deputy", description="副组长。A deputy.")
    MEMBER = strawberry.enum_value("member", description="成员。A member.")


@strawberry.input(description="筛选审核小组。Which rosters.")
class ReviewGroupFilter:
    """Filters that the reads declare."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。Of this unit."
    )
    in_force: bool | None = strawberry.field(
        default=strawberry.UNSET, description="现行。Only rosters in force today, or (false) the others."
    )


@strawberry.type(description="小组成员。A member named by a roster.")
class ReviewMember(Node):
    """Noun ReviewMember."""

    office: ReviewOffice = stored("职务。The office.")
    person: Person | None = related("人员。Who it is; null where the person is not visible.")


@strawberry.type(
    description="审核小组。The roster of a unit's review group (学时审核领导小组) from a day on, until the next."
)
class ReviewGroup(Node):
    """Noun ReviewGroup."""

    body: str = stored("类别。The kind of group, as the policy names it.")
    title: str = stored("名称。Its title.")
    document: str = stored("成立文件。The document that appoints it.")
    valid_from: date = stored("起始日。The day from which the roster holds.")
    in_force: bool = stored("现行。Whether it holds today.")
    unit: OrgUnit | None = related("单位。The unit at which it decides.")
    members: list[ReviewMember] = related("成员。The members, chair first.")
