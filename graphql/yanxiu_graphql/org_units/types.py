"""Org units: county, 中心校, school, 教研组 and the like."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Optional

import strawberry

from yanxiu_graphql.assignments.types import Assignment, AssignmentFilter
from yanxiu_graphql.facts.types import OrgUnitFact
from yanxiu_graphql.fields import argument, related, stored
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

    include_closed: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="含已撤销的。Also units that are closed today; left out by default.",
    )


@strawberry.enum(description="单位的变更。What became of a unit.")
class OrgSuccessionKind(Enum):
    """As stored."""

    MERGED = strawberry.enum_value("merged", description="并入。Merged into the successor.")
    SPLIT = strawberry.enum_value("split", description="分设。A part of it went to the successor.")
    RENAMED = strawberry.enum_value("renamed", description="更名。Another name, no successor.")
    CLOSED = strawberry.enum_value("closed", description="撤销。Closed, no successor.")


@strawberry.type(description="单位变更。What became of a unit on a day, by which document.")
class OrgSuccession:
    """Noun OrgSuccession."""

    kind: OrgSuccessionKind = stored("种类。What happened.")
    on_date: date = stored("起。The first day on which it is so.")
    source: str = stored("依据文件。The document that says so.")
    recorded_at: datetime = stored("记录时间。When it became known.")
    unit: Optional["OrgUnit"] = related("原单位。The unit to which it happened.")
    successor: Optional["OrgUnit"] = related("接续单位。The unit that follows; null where none does.")


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
    name: str = stored("名称。The present name; below a reading of another day or moment, the name of then.")
    name_on: str = related("当日名称。The name on a day.", argument("on", date, "日期。The day."))
    closed_from: date | None = stored(
        "撤销之日。The first day on which it is closed, which may lie ahead; null for a unit that stays open."
    )
    successors: list[OrgSuccession] = related(
        "去向。What became of it: merged, split, renamed, closed, by day; at most 100."
    )
    predecessors: list[OrgSuccession] = related("来源。Which units it follows, by day; at most 100.")
    parent: Optional["OrgUnit"] = related("上级。The unit above in the management tree, today.")
    facts: list[OrgUnitFact] = related("情况。All dated facts that are known, by kind and day; at most 100.")
    assignments: Connection[Assignment] = related(
        "安排。Who belongs or belonged here, or stays here, within the caller's reach. Needs `people.read`.",
        *paging(None, AssignmentFilter),
    )
    children: OrgUnitPage = related(
        "下级。The units directly below in the management tree, today.", *paging(OrgUnitOrder, OrgUnitFilter)
    )
