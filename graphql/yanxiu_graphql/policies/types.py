"""Policies' rules as data."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from yanxiu_graphql.fields import stored


@strawberry.enum(description="约束力。How binding a rule is.")
class RuleStrength(Enum):
    """As in policy files."""

    MUST = strawberry.enum_value("must", description="必须。Binding.")
    SHOULD = strawberry.enum_value("should", description="应当。Expected.")
    TARGET = strawberry.enum_value("target", description="力争。A target; not reaching it is no failure.")


@strawberry.enum(description="规则状态。What yanxiu does with a rule.")
class RuleState(Enum):
    """As in policy files."""

    JUDGED = strawberry.enum_value("judged", description="判定。Judged for everybody concerned.")
    RECORDED = strawberry.enum_value(
        "recorded", description="只登记。What belongs to it is recorded, not judged."
    )
    DISABLED = strawberry.enum_value("disabled", description="停用。Kept off.")
    PLANNED = strawberry.enum_value("planned", description="计划中。To come.")


@strawberry.type(description="依据条款。Where a rule or figure comes from.")
class Source:
    """Document and clause."""

    document: str = stored("文件。The document's title.")
    clause: str = stored("条款。The clause, in the policy author's words.")


@strawberry.type(
    description="规则的封顶。At most so much, as the policy has it; a county may set another limit."
)
class RuleCap:
    """A cap of a rule's version."""

    per: str = stored("范围。`day`, `category`, `role` or `window`.")
    only: list[str] = stored("只限。Only these categories or roles; all where empty.")
    besides: list[str] = stored("除外。Lines of these categories are left out of it.", name="except")
    limit: Decimal = stored("上限。The limit.")
    unit: str = stored("单位。The limit's unit.")


@strawberry.type(
    description="另定的要求。Another threshold for people for whom all tests of dated facts hold, the first that does."
)
class RuleInstead:
    """Part of a rule's version."""

    facts: list[str] = stored("事实。The facts that are tested, such as `title`.")
    threshold: Decimal = stored("要求。The amount required of them, unless the county sets another.")
    unit: str = stored("单位。The threshold's unit.")


@strawberry.type(description="规则版本。A rule's figures from a day on.")
class RuleVersion:
    """A version of a rule."""

    valid_from: date = stored("起。The first day it holds.")
    threshold: Decimal = stored("要求。The amount required, unless the county sets another.")
    unit: str = stored("单位。The threshold's unit.")
    instead: list[RuleInstead] = stored(
        "另定的要求。What is required of some of the people; empty for one figure."
    )
    window: str = stored("时段类别。The kind of window: `calendar_year`, `school_year`, ...")
    source: Source = stored("依据条款。Where it stands.")
    caps: list[RuleCap] = stored("封顶。Its caps in the order of their application.")


@strawberry.type(description="规则。A rule of an installed policy.")
class Rule:
    """A rule of the registry; it is no node, its id is the catalogue's."""

    id: str = stored("编号。The catalogue id, such as `yuyang.annual_hours`.")
    title: str = stored("名称。Its title in the caller's language.")
    policy: str = stored("策略。The policy's id.")
    plugin: str = stored("插件。The plugin that brings it.")
    strength: RuleStrength = stored("约束力。How binding it is.")
    state: RuleState = stored("状态。What is done with it.")
    reason: str | None = stored("原因。Why it is not judged, in the caller's language.")
    unit: str = stored("单位。The unit of what it measures.")
    versions: list[RuleVersion] = stored("版本。Its versions, oldest first.")
