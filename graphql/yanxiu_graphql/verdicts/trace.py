"""What a verdict is made of: its lines, what was left out, and the caps."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry.types.info import Info

from yanxiu_core.verdicts.phrases import phrases
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed, stored
from yanxiu_graphql.global_ids import encode
from yanxiu_graphql.ledger.assurance import Assurance
from yanxiu_graphql.obligations.enums import ObligationKind
from yanxiu_graphql.verdicts.enums import CapPer, LeftOutReason


@strawberry.type(
    description="计入的行。A line that the rule looked at, in the order in which caps take them."
)
class TraceLine:
    """An object of the trace's JSON."""

    activity_number: str = stored("活动编号。The activity's number; empty for evidence and records.")
    title: str | None = stored("活动名称。The activity's title.")
    on_date: date = stored("日期。The day it counts for.")
    kind: str = stored("活动类型。The activity's kind at posting.")
    category: str = stored("学时类别。The policy's category.")
    role: str = stored("角色。The person's role.")
    assurance: Assurance = stored("认定程度。How far the line is assured.")
    conversion: str = stored("折算版本。The version of the conversion, named by its first day.")
    gross: Decimal = stored("折算数量。What it is worth before caps, in the rule's unit.")
    counted: Decimal = stored("计入数量。What counts after caps, in the rule's unit.")
    capped: Decimal = stored("封顶扣除。What the caps took away, in the rule's unit.")

    @computed("台账行。The ledger line's global id.", "id")
    def line_id(self: Row) -> strawberry.ID:
        """Of the line."""
        return strawberry.ID(encode("LedgerLine", self["id"]))

    @computed("活动。The activity's global id.", "activity_id")
    def activity_id(self: Row) -> strawberry.ID | None:
        """Of the activity."""
        return strawberry.ID(encode("Activity", self["activity_id"])) if self["activity_id"] else None


@strawberry.type(
    description="未计入的签到。A participation within the window that is worth nothing, and why."
)
class TraceLeftOut:
    """An object of the trace's JSON."""

    activity_number: str = stored("活动编号。The activity's number.")
    title: str = stored("活动名称。The activity's title.")
    on_date: date = stored("日期。The segment's day.")
    role: str = stored("角色。The person's role.")
    status: str = stored("签到状态。The attendance status, a code of the county.")
    reason: LeftOutReason = stored("原因。Why it is worth nothing.")
    cancel_reason: str | None = stored("取消原因。Why the activity was cancelled, if it was.")

    @computed("原因说明。The reason in the caller's language.", "reason")
    def reason_label(self: Row, info: Info[RequestContext, None]) -> str:
        """By the words of the explanation."""
        return phrases(info.context.work.language).reasons[self["reason"]]

    @computed("活动。The activity's global id.", "activity_id")
    def activity_id(self: Row) -> strawberry.ID:
        """Of the activity."""
        return strawberry.ID(encode("Activity", self["activity_id"]))


@strawberry.type(description="封顶。A cap of the rule with its limit under the county's adoption.")
class TraceCap:
    """An object of the trace's JSON."""

    per: CapPer = stored("范围。What it limits.")
    unit: str = stored("单位。The limit's unit.")
    only: list[str] = stored("限于。The categories or roles that it limits; empty for all.")
    limit: Decimal = stored("上限。The limit.")
    capped: Decimal = stored("封顶扣除。What this cap took away.")


@strawberry.type(
    description="逐项结果。One of the periods, items, parts, people or units for each of which the figure must hold."
)
class TraceCell:
    """An object of the trace's JSON."""

    key: str = stored(
        "编号。工号 of a person, code of a unit, number of a period or part, or what an item is known by."
    )
    title: str = stored(
        "名称。The person's or unit's name, the part's title, the item, or the period's number."
    )
    starts_on: date | None = stored(
        "首日。First day of the period, or of the item's lines; null for parts, people and units."
    )
    ends_on: date | None = stored("末日。Last day; null for parts, people and units.")
    figure: Decimal | None = stored(
        "数量。What was counted for it, in the rule's unit; null where nothing is there to be late or graded."
    )
    met: bool = stored("是否做到。Whether the figure holds for it.")


@strawberry.type(
    description="待确认。A line that will count once the unit where it took place has confirmed it."
)
class TraceWaiting:
    """An object of the trace's JSON."""

    title: str | None = stored("所在单位。The unit that has to confirm it.")
    on_date: date = stored("日期。The day it will count for.")
    kind: str = stored("类型。Its kind.")
    amount: Decimal = stored("数量。How much it will count, in the rule's unit.")

    @computed("台账行。The ledger line's global id.", "id")
    def line_id(self: Row) -> strawberry.ID:
        """Of the line."""
        return strawberry.ID(encode("LedgerLine", self["id"]))


@strawberry.type(
    description="所设参数。A figure or choice of the rule that may be set, as it is for this verdict."
)
class TraceSetting:
    """An object of the trace's JSON."""

    name: str = stored("参数名称。The parameter's name.")
    value: str = stored("取值。The number or word in force for the verdict's unit.")
    unit: str | None = stored("单位。The figure's unit; null for a word.")
    document: str = stored(
        "依据文件。The document by which it is set: the unit's own, that of the adoption above which it follows, or the policy's; may be empty."
    )


@strawberry.type(
    description="另有要求。Why the person owes another figure than the rule's: exempt, a share of it, or one set for the person."
)
class TraceObligation:
    """An object of the trace's JSON."""

    kind: ObligationKind = stored("类别。Exempt, pro rata or set.")
    reason: str = stored("原因。Such as 产假.")
    amount: Decimal | None = stored(
        "比例或数量。The share (0-1) of the threshold, or the threshold; null when exempt."
    )
    document: str = stored("文件。The document it rests on.")


@strawberry.type(description="时间重叠。Two confirmed activities that the person attended at one time.")
class TraceOverlap:
    """An object of the trace's JSON."""

    on_date: date = stored("日期。The day.")
    first: str = stored("活动编号。One activity's number.")
    second: str = stored("另一活动编号。The other activity's number.")


@strawberry.type(
    description="判定依据。What a verdict is made of, computed when asked for by the same rule that judged it."
)
class VerdictTrace:
    """A view of the verdict's row; only the parts that are selected are computed."""

    trace_lines: list[TraceLine] | None = stored(
        "计入的行。Lines in the order in which caps take them. Needs `ledger.read`.", name="lines"
    )
    trace_left_out: list[TraceLeftOut] | None = stored(
        "未计入的签到。What is worth nothing, and why. Needs `ledger.read`.", name="leftOut"
    )
    trace_caps: list[TraceCap] | None = stored(
        "封顶。The rule's caps in the order of their application.", name="caps"
    )
    trace_settings: list[TraceSetting] = stored(
        "所设参数。What may be set of the rule, what it is here, and by which document.", name="settings"
    )
    trace_cells: list[TraceCell] | None = stored(
        "逐项结果。Each period, item, part, person or unit that is judged by itself; empty for a plain figure. Needs `ledger.read`.",
        name="cells",
    )
    trace_obligation: TraceObligation | None = stored(
        "另有要求。The obligation in force, if there is one. Needs `ledger.read`.", name="obligation"
    )
    trace_overlaps: list[TraceOverlap] | None = stored(
        "时间重叠。Attendance at two places at one time, for somebody to look at; it counts. Needs `ledger.read`.",
        name="overlaps",
    )
    trace_waiting: list[TraceWaiting] | None = stored(
        "待确认。What is recorded and not confirmed yet, where the rule counts only what is. Needs `ledger.read`.",
        name="waiting",
    )
