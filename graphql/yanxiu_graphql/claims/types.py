"""Claims: 学时登记表 on their way to certification."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.global_ids import encode
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.relay.types import Node
from yanxiu_graphql.verdicts.enums import Eligibility, VerdictStatus
from yanxiu_graphql.verdicts.trace import TraceCap, TraceLeftOut, TraceLine

if TYPE_CHECKING:
    from yanxiu_graphql.objections.types import Objection
    from yanxiu_graphql.seals.types import CertifiedResult

ObjectionOf = Annotated["Objection", strawberry.lazy("yanxiu_graphql.objections.types")]
ResultOf = Annotated["CertifiedResult", strawberry.lazy("yanxiu_graphql.seals.types")]


@strawberry.enum(description="登记表状态。Where a claim is.")
class ClaimState(Enum):
    """As stored."""

    DRAFTED = strawberry.enum_value("drafted", description="待本人确认。Waits for its person.")
    OPEN = strawberry.enum_value("open", description="审核中。Under review, at `step`.")
    RETURNED = strawberry.enum_value(
        "returned", description="已退回。Returned to its person, to be confirmed anew."
    )
    READY = strawberry.enum_value("ready", description="待封存。Has passed every step.")
    SEALED = strawberry.enum_value("sealed", description="已认定。Certified.")


@strawberry.enum(description="特殊情形。What is out of the ordinary about a claim.")
class ClaimException(Enum):
    """As the policy's review lists them."""

    TRANSFER = strawberry.enum_value("transfer", description="调动。The post moved within the window.")
    SECONDMENT = strawberry.enum_value("secondment", description="支教借调。Taught elsewhere.")
    LEAVE = strawberry.enum_value("leave", description="请假、产假。Released wholly or in part.")
    NEWCOMER = strawberry.enum_value("newcomer", description="新入职。Entered within the window.")
    ADDITION = strawberry.enum_value("addition", description="有补充。The person has added something.")
    CAPPED = strawberry.enum_value("capped", description="有封顶。A cap took something away.")
    OBJECTION = strawberry.enum_value("objection", description="有异议。Somebody has objected.")
    BELOW = strawberry.enum_value("below", description="未达要求。Less than required.")
    CHANGED = strawberry.enum_value("changed", description="确认后有变。Other figures than those confirmed.")


@strawberry.enum(description="审核决定。What a member decides.")
class ClaimOutcome(Enum):
    """As stored."""

    ACCEPT = strawberry.enum_value("accept", description="通过。Accepted.")
    RETURN = strawberry.enum_value("return", description="退回。Returned, with a reason.")


@strawberry.enum(description="补充的状态。What has become of an addition.")
class AdditionState(Enum):
    """As stored."""

    PENDING = strawberry.enum_value("pending", description="待决定。Waits for the group.")
    GRANTED = strawberry.enum_value("granted", description="准予。Counts with the hours granted.")
    REFUSED = strawberry.enum_value("refused", description="不予。Does not count, for a reason.")


@strawberry.enum(description="登记表的排序。How claims are sorted.")
class ClaimOrder(Enum):
    """Orders that the reads declare."""

    EXCEPTIONS = strawberry.enum_value(
        "default", description="特殊情形在前。Those with most exceptions first."
    )
    PRINTED = strawberry.enum_value("printed", description="按单位和工号。In printed order.")


@strawberry.input(description="筛选登记表。Which claims.")
class ClaimFilter:
    """Filters that the reads declare."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。It holds the post, reviews or verifies."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="人员。Of this person."
    )
    state: list[ClaimState] | None = strawberry.field(
        default=strawberry.UNSET, description="状态。In one of these states."
    )
    step: str | None = strawberry.field(default=strawberry.UNSET, description="步骤。At this step.")
    exceptional: bool | None = strawberry.field(
        default=strawberry.UNSET, description="有特殊情形。Whether anything is out of the ordinary."
    )


@strawberry.type(description="分项数据。What one rule of the policy measured, as frozen.")
class ClaimFigure:
    """An object of the version's JSON."""

    rule: str = stored("规则。The rule's id.")
    measured: Decimal | None = stored("计入数量。What counted, in the rule's unit.")
    required: Decimal = stored("要求数量。What was required.")
    capped: Decimal = stored("封顶扣除。What caps took away.")
    eligibility: Eligibility = stored("考核资格。Whether the requirement held.")
    met: bool = stored("是否达到。Whether the figure met it.")


@strawberry.type(description="确认时的依据。The lines of a claim, as frozen when it was confirmed.")
class ClaimTrace:
    """An object of the version's JSON."""

    lines: list[TraceLine] = stored("计入的行。Lines in the order in which caps take them.")
    left_out: list[TraceLeftOut] = stored("未计入的签到。What was worth nothing, and why.")
    caps: list[TraceCap] = stored("封顶。The caps that were applied.")


@strawberry.type(description="确认版本。What was frozen at one confirmation; never changed.")
class ClaimVersion(Node):
    """Noun ClaimVersion."""

    number: int = stored("序号。1 is the first.")
    reason: str = stored("由来。`confirmed`, `addition` (granted), or `superseded` (after the seal).")
    recorded_at: datetime = stored("时间。When it was frozen.")
    measured: Decimal = stored("计入数量。What counted, in the rule's unit.")
    required: Decimal = stored("要求数量。What was required.")
    capped: Decimal = stored("封顶扣除。What caps took away.")
    gross: Decimal = stored("折算数量。The lines before caps.")
    eligibility: Eligibility = stored("考核资格。Whether the requirement held.")
    met: bool = stored("是否达到。Whether the figure met it.")


@strawberry.type(description="审核决定。One member's decision at a step; never changed.")
class ClaimDecision(Node):
    """Noun ClaimDecision."""

    step: str = stored("步骤。The step's id.")
    outcome: ClaimOutcome = stored("决定。Accepted or returned.")
    reason: str = stored("理由。Why; empty for a plain acceptance.")
    on_objection: bool = stored("复核。Whether it settles an objection.")
    recorded_at: datetime = stored("时间。When.")
    decider: Person | None = related("决定人。Who; null where not visible.")
    body_unit: OrgUnit | None = related("小组所在单位。The unit of the group.")


@strawberry.type(description="补充。Something that the person says is missing, with what proves it.")
class ClaimAddition(Node):
    """Noun ClaimAddition."""

    kind: str = stored("类型。A kind of activity.")
    title: str = stored("名称。What it was.")
    on_date: date = stored("日期。The day, within the window.")
    hours: Decimal = stored("申请学时。学时 asked for.")
    proof: str = stored("证明材料。What proves it, in words.")
    state: AdditionState = stored("状态。What has become of it.")
    granted: Decimal | None = stored("准予学时。学时 granted; null unless it was.")
    reason: str = stored("理由。Why it was refused, or granted in part.")
    recorded_at: datetime = stored("时间。When it was added or decided.")

    @computed("补充编号。Its id through all decisions; pass it to `claimAdditionDecide`.", "series_id")
    def addition_id(self: Row) -> strawberry.ID:
        """Of the series."""
        return strawberry.ID(encode("AdditionSeries", self["series_id"]))


@strawberry.type(
    description="学时登记表。One person's claim under a policy in a window, drafted from what was recorded."
)
class Claim(Node):
    """Noun Claim."""

    policy: str = stored("策略。The policy's id.")
    rule: str = stored("规则。The rule whose figure is certified.")
    window_key: str = stored("时段。The window's key.", name="window")
    starts_on: date = stored("首日。The window's first day.")
    ends_on: date = stored("末日。The window's last day.")
    state: ClaimState = stored("状态。Where it is.")
    step: str = stored("步骤。The step that comes next; empty when all are done.")
    step_title: str | None = stored("步骤名称。The step in the caller's language.")
    version: int = stored("确认次数。The number of the version in force; 0 before the first.")
    frozen_at: datetime | None = stored("确认时间。When the figures were frozen; null while they are live.")
    measured: Decimal | None = stored("计入数量。What counts: as confirmed, before that as it is now.")
    required: Decimal | None = stored("要求数量。What is required: as confirmed, before that as it is now.")
    capped: Decimal | None = stored("封顶扣除。What caps took away.")
    missing: Decimal | None = stored("还差数量。What is missing; 0 when exempt.")
    eligibility: Eligibility | None = stored("考核资格。Whether the requirement holds.")
    status: VerdictStatus = stored("数据是否达到。MET, MISSED or EXEMPT by the figures alone.")
    conclusion: str = stored("结论。In the policy's words: 预计… until it is certified, never 合格 before.")
    measured_now: Decimal | None = stored("现数量。What counts at this moment.")
    required_now: Decimal | None = stored("现要求。What is required at this moment.")
    changed: bool = stored("确认后有变。Whether the figures are other than those confirmed.")
    exceptions: list[ClaimException] = stored("特殊情形。What is out of the ordinary.")
    drafted_at: datetime = stored("起草时间。When it was drafted.")
    figures: list[ClaimFigure] | None = stored(
        "各项数据。All rules of the policy, as confirmed; null before that."
    )
    trace: ClaimTrace | None = stored("依据。As confirmed; null before that. Needs `ledger.read`.")
    person: Person | None = related("本人。Whose claim.")
    unit: OrgUnit | None = related("编制单位。The unit that totals follow.")
    review_unit: OrgUnit | None = related("审核单位。The unit that reviews first.")
    group_unit: OrgUnit | None = related("教研组。The group that verifies, under the reviewing unit.")
    additions: list[ClaimAddition] = related("补充。What the person added.")
    decisions: list[ClaimDecision] = related("决定。All decisions, in time.")
    versions: list[ClaimVersion] = related("各次确认。Every version.")
    objections: list[ObjectionOf] | None = related("异议。Objections to what was shown.")
    results: list[ResultOf] | None = related("认定结果。Certified results, superseded ones among them.")
