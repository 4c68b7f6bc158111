"""Org units: county, 中心校, school, 教研组 and the like."""

from enum import Enum
from typing import Annotated, Optional

import strawberry

from yanxiu_graphql.assignments.types import Assignment, AssignmentFilter
from yanxiu_graphql.facts.types import OrgUnitFact
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.relay.types import Connection, Node, paging


@strawberry.enum(description="单位的排序。How org units are sorted.")
class OrgUnitOrder(Enum):
    """Orders that the reads declare."""

    PRINTED = strawberry.enum_value(
        "default", description="按县里的次序。In the county's own order on printed lists."
    )
    NAME = strawberry.enum_value("name", description="按名称。By name.")


@strawberry.input(description="筛选单位。Which org units.")
class OrgUnitFilter:
    """Filters that the reads declare."""

    kind: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="类别。Of this kind: `county`, `school`, `subject_group`, ... (codes of the county).",
    )


OrgUnitPage = Connection[Annotated["OrgUnit", strawberry.lazy("yanxiu_graphql.org_units.types")]]


@strawberry.type(
    description="单位。A county, 中心校, school, 教学点, 教研组 or the like; by 教育局 or the roster."
)
class OrgUnit(Node):
    """Noun OrgUnit."""

    kind: str = stored(
        "类别。Kind: `county`, `school`, `subject_group`, ...; a code, not an enum, since counties differ."
    )
    code: str | None = stored("学校标识码。The ministry's school code, where the unit has one.")
    name: str = stored("名称。The present name.")
    parent: Optional["OrgUnit"] = related("上级。The unit above in the management tree, today.")
    facts: list[OrgUnitFact] = related("情况。All dated facts that are known, by kind and day; at most 100.")
    assignments: Connection[Assignment] = related(
        "安排。Who belongs or belonged here, or stays here, within the caller's reach. Needs `people.read`.",
        *paging(None, AssignmentFilter),
    )
    children: OrgUnitPage = related(
        "下级。The units directly below in the management tree, today.", *paging(OrgUnitOrder, OrgUnitFilter)
    )
