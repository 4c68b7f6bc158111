"""Activities with their segments and units."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.forms.types import FormAnswers
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Connection, Node, paging

if TYPE_CHECKING:
    from yanxiu_graphql.evidence.types import Evidence
    from yanxiu_graphql.participations.types import Participation

EvidenceOf = Annotated["Evidence", strawberry.lazy("yanxiu_graphql.evidence.types")]
ParticipationIn = Annotated["Participation", strawberry.lazy("yanxiu_graphql.participations.types")]


@strawberry.enum(description="活动状态。How far an activity has come.")
class ActivityState(Enum):
    """As stored."""

    PLANNED = strawberry.enum_value("planned", description="已计划。Recorded, worth nothing yet.")
    CONFIRMED = strawberry.enum_value("confirmed", description="已确认。It took place; its hours are posted.")
    CANCELLED = strawberry.enum_value(
        "cancelled", description="已取消。Its record stays, its hours are reversed."
    )


@strawberry.enum(description="单位的角色。A unit's part in an activity.")
class ActivityPart(Enum):
    """As stored."""

    HOST = strawberry.enum_value("host", description="主办。Holds the activity.")
    ORGANISER = strawberry.enum_value("organiser", description="承办。Carries it out.")
    ASSISTANT = strawberry.enum_value("assistant", description="协办。Helps.")


@strawberry.enum(description="活动的排序。How activities are sorted.")
class ActivityOrder(Enum):
    """Orders that the reads declare."""

    EARLIEST = strawberry.enum_value("default", description="按日期。By first day, then number.")
    LATEST = strawberry.enum_value("latest", description="按日期倒序。Latest first.")


@strawberry.input(description="筛选活动。Which activities.")
class ActivityFilter:
    """Filters that the reads declare."""

    state: ActivityState | None = strawberry.field(
        default=strawberry.UNSET, description="状态。In this state."
    )
    kind: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="类型。Of this kind, a word of the county or the code of a plugin's kind.",
    )
    from_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="起。First day is this or later."
    )
    to_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="止。First day is this or earlier."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。This org unit hosts, organises or assists."
    )
    search: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="名称或编号。The title contains this, or the number begins with it.",
    )


@strawberry.type(
    description="环节。A part of an activity with its own day and time; one is the ordinary case."
)
class ActivitySegment:
    """Noun ActivitySegment."""

    position: int = stored("序号。Its number within the activity, from 1.")
    title: str = stored("名称。Its name, empty for an only segment.")
    on_date: date = stored("日期。The day, in the tenant's zone.")
    starts_at: datetime = stored("开始。When it begins.")
    ends_at: datetime | None = stored("结束。When it ends; null where it is recorded by periods.")
    periods: Decimal | None = stored("节次。How many lessons (节) it takes, where recorded that way.")


@strawberry.type(description="参与单位。A unit's part in an activity, as the register names it.")
class ActivityUnit:
    """Noun ActivityUnit."""

    name: str = stored("名称。The unit's name as written.")
    part: ActivityPart = stored("角色。主办, 承办 or 协办: its part.")
    unit: OrgUnit | None = related("单位。The org unit; null where it is none of this county.")


@strawberry.type(
    description="活动。An activity, recorded once with its attendance; from the register, a form or an integrator."
)
class Activity(Node):
    """Noun Activity."""

    number: str = stored("活动编号。The number that identifies it within the county.")
    kind: str = stored("活动类型。Kind, a word of the county.")
    plugin_kind: str | None = stored("插件的类型。The code of the plugin's kind, where it is of one.")
    title: str = stored("活动名称。Its title.")
    theme: str = stored("主题。Its theme; may be empty.")
    place: str = stored("地点。Where; may be empty.")
    leader: str = stored("主持人。Who leads it, as written; may be empty.")
    state: ActivityState = stored("状态。How far it has come.")
    starts_on: date = stored("首日。The first day of its segments.")
    cancel_reason: str = stored("取消原因。Why it was cancelled; empty otherwise.")
    created_at: datetime = stored("登记时间。When it was first recorded.")
    answers: FormAnswers | None = related("填写的表单。The answers to its form; null where none are given.")
    segments: list[ActivitySegment] = related("环节。Its segments in order.")
    units: list[ActivityUnit] = related("参与单位。The units that hold, organise or assist.")
    participations: Connection[ParticipationIn] = related(
        "签到。Who took part, within the caller's reach. Needs `people.read`.", *paging()
    )
    evidence: Connection[EvidenceOf] = related(
        "材料。Texts, photographs and files about it, within the caller's reach. Needs `evidence.read`.",
        *paging(),
    )
