"""Verdicts, and the county's picture made of them."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from yanxiu_graphql.fields import argument, related, stored, view
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.policies.types import Source
from yanxiu_graphql.relay.types import Node
from yanxiu_graphql.verdicts.enums import Comparator, Eligibility, Language, VerdictStatus
from yanxiu_graphql.verdicts.trace import VerdictTrace


@strawberry.input(description="筛选判定。Which verdicts.")
class VerdictFilter:
    """Filters that the reads declare."""

    rule: str | None = strawberry.field(
        default=strawberry.UNSET, description="规则。Of this rule, by its id."
    )
    status: list[VerdictStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="状态。In one of these statuses on the day asked for."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。Home unit on the eligibility date."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="人员。Of this person."
    )
    capped: bool | None = strawberry.field(
        default=strawberry.UNSET, description="有封顶扣除。Whether a cap took something away."
    )
    of_units: bool | None = strawberry.field(
        default=strawberry.UNSET, description="单位的判定。Only verdicts of units, or (false) of people."
    )


@strawberry.type(description="时段。The window that a verdict is about; both days belong to it.")
class VerdictWindow:
    """A view of the verdict's row."""

    window_kind: str = stored(
        "类别。`calendar_year`, `school_year`, `semester` or a kind the county publishes.", name="kind"
    )
    window_key: str = stored("名称。Its key: `2025`, `2024-2025`.", name="key")
    starts_on: date = stored("首日。First day.")
    ends_on: date = stored("末日。Last day.")


@strawberry.type(description="类别小计。Gross hours of one category.")
class CategoryHours:
    """An object of the row's JSON."""

    category: str = stored("学时类别。The policy's category; may be empty.")
    hours: Decimal = stored("学时。Gross hours, before caps.")


@strawberry.type(
    description="判定。What a rule measured for one person or unit in one window; derived from the ledger by the rule in force."
)
class Verdict(Node):
    """Noun Verdict."""

    policy: str = stored("策略。The policy's id.")
    rule: str = stored("规则。The rule's id.")
    title: str | None = stored(
        "规则名称。The rule's title in the caller's language; null where its plugin is gone."
    )
    rule_version: str = stored("规则版本。The rule's version, named by its first day.")
    window: VerdictWindow = view("时段。The window judged.")
    measured: Decimal | None = stored(
        "计入数量。What counts, after caps, in the rule's unit; null where nothing is there to be late or graded."
    )
    required: Decimal = stored("要求数量。What is required, in the rule's unit.")
    upper: Decimal | None = stored("上限。The most that is allowed, where the rule asks for a range.")
    base: Decimal | None = stored(
        "基数。Out of how many, or of how much, `measured` is; null for a plain figure."
    )
    comparator: Comparator = stored("比较方式。How `measured` and `required` compare.")
    stale: bool = stored("待更新。A unit's verdict that is derived anew within seconds.")
    missing: Decimal = stored("还差数量。What is still missing, in the rule's unit; 0 when met.")
    capped: Decimal = stored("封顶扣除。What the caps took away, in the rule's unit.")
    registered: Decimal = stored("已登记数量。The gross amount that is registered only.")
    reviewed: Decimal = stored("校审通过数量。The gross amount that the school has reviewed.")
    certified: Decimal = stored("县认定数量。The gross amount that the county has certified.")
    status: VerdictStatus = stored("状态。Status on the day asked for (`asOf`, or today).")
    status_label: str = stored("状态名称。The policy's own word for the status, in the caller's language.")
    final: bool = stored(
        "是否最终。False while the policy's results are certified and this one is not yet: then `statusLabel` is 预计…."
    )
    eligibility: Eligibility = stored("考核资格。Whether the requirement holds for the person.")
    provisional: bool = stored("暂按今日情况。Judged before the eligibility date, on the facts of today.")
    judged_at: datetime = stored("判定时间。When it was derived.")
    person: Person | None = related(
        "人员。Whose verdict; null for a unit's, and where the person is not visible."
    )
    unit: OrgUnit | None = related("单位。The home unit on the eligibility date, or the unit that is judged.")
    by_category: list[CategoryHours] | None = stored("按类别。Gross hours by category. Needs `ledger.read`.")
    trace: VerdictTrace = view("判定依据。Lines, what was left out, and caps.")
    cautions: list[str] = stored(
        "提醒。What is said beside the verdict and decides nothing, such as too few days in a row; in the caller's language."
    )
    explanation: str | None = related(
        "说明。The verdict in words that a teacher understands; null where its plugin is gone.",
        argument("language", Language | None, "语言。The text's language; the caller's by default."),
    )
    source: Source | None = stored(
        "依据条款。Where the rule's version stands; null where its plugin is gone."
    )


@strawberry.type(description="单位达标情况。The verdicts of one rule counted by home unit.")
class UnitCompliance:
    """Noun UnitCompliance."""

    rule: str = stored("规则。The rule's id.")
    people: int = stored("人数。People judged.")
    met: int = stored("达标人数。People in status MET.")
    missed: int = stored("未达标人数。People in status MISSED.")
    on_track: int = stored("预计达标人数。People in status ON_TRACK.")
    behind: int = stored("进度滞后人数。People in status BEHIND.")
    exempt: int = stored("免考核人数。People in status EXEMPT.")
    not_applicable: int = stored("不适用人数。People in status NOT_APPLICABLE.")
    measured: Decimal = stored("计入合计。Sum of what counts, in the rule's unit.")
    capped: Decimal = stored("封顶扣除合计。Sum of what the caps took away, in the rule's unit.")
    rate: Decimal | None = stored(
        "达标率。MET among those not exempt, in percent with one decimal; null where there are none."
    )
    unit: OrgUnit | None = related("单位。The home unit on the eligibility date.")
