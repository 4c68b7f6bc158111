"""Words that verdicts and traces use."""

from enum import Enum

import strawberry


@strawberry.enum(
    description="判定状态。A verdict's status as of a day; `statusLabel` is the county's own word for it."
)
class VerdictStatus(Enum):
    """As derived."""

    MET = strawberry.enum_value("met", description="达标。The requirement is reached.")
    MISSED = strawberry.enum_value(
        "missed", description="未达标。The window is over and the requirement was not reached."
    )
    ON_TRACK = strawberry.enum_value(
        "on_track", description="预计达标。As much as the elapsed share of teaching weeks asks for, or more."
    )
    BEHIND = strawberry.enum_value("behind", description="进度滞后。Less than the elapsed share asks for.")
    EXEMPT = strawberry.enum_value("exempt", description="免考核。Released from the requirement.")
    NOT_APPLICABLE = strawberry.enum_value(
        "not_applicable", description="不适用。There is nothing of what the rule counts over."
    )


@strawberry.enum(description="考核资格。Whether the rule asks something of the person.")
class Eligibility(Enum):
    """As stored."""

    ELIGIBLE = strawberry.enum_value("eligible", description="应考核。The requirement holds.")
    EXEMPT = strawberry.enum_value("exempt", description="免考核。Released by an obligation.")
    NOT_APPLICABLE = strawberry.enum_value(
        "not_applicable", description="不适用。There is nothing of what the rule counts over."
    )


@strawberry.enum(description="比较方式。How a measured figure and the required one compare.")
class Comparator(Enum):
    """As in policy files."""

    GTE = strawberry.enum_value("gte", description="不少于。At least.")
    GT = strawberry.enum_value("gt", description="多于。More than.")
    LTE = strawberry.enum_value("lte", description="不多于。At most.")
    EQ = strawberry.enum_value("eq", description="等于。Exactly.")
    BETWEEN = strawberry.enum_value("between", description="介于。From `required` to `upper`.")


@strawberry.enum(description="封顶的范围。What a cap limits the amount of.")
class CapPer(Enum):
    """As in policy files."""

    DAY = strawberry.enum_value("day", description="每天。Of one day.")
    CATEGORY = strawberry.enum_value("category", description="每类。Of one category.")
    ROLE = strawberry.enum_value("role", description="每种角色。Of one role.")
    WINDOW = strawberry.enum_value("window", description="全期。Of the whole window.")


@strawberry.enum(description="未计入的原因。Why a participation is worth nothing.")
class LeftOutReason(Enum):
    """As in traces."""

    PLANNED = strawberry.enum_value("planned", description="活动尚未确认。The activity is not confirmed yet.")
    CANCELLED = strawberry.enum_value("cancelled", description="活动已取消。The activity was cancelled.")
    EXCUSED = strawberry.enum_value("excused", description="请假。The person was excused.")
    ABSENT = strawberry.enum_value("absent", description="缺席。The person was absent.")
    LOWER_ROLE = strawberry.enum_value(
        "lower_role", description="同一环节只计最高的角色。Only the highest role in a segment counts."
    )


@strawberry.enum(description="语言。A language of texts.")
class Language(Enum):
    """Those that every text has."""

    ZH = strawberry.enum_value("zh-CN", description="中文。Chinese.")
    EN = strawberry.enum_value("en", description="英文。English.")


@strawberry.enum(description="判定的排序。How verdicts are sorted.")
class VerdictOrder(Enum):
    """Orders that the reads declare."""

    NUMBER = strawberry.enum_value(
        "default", description="按工号。By the person's number, then rule and window."
    )
    UNIT = strawberry.enum_value("unit", description="按单位。By home unit in printed order, then number.")
