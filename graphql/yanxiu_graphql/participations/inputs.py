"""What mutations of participations take and give."""

from decimal import Decimal
from enum import Enum

import strawberry

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.commands import UserError
from yanxiu_graphql.fields import related, stored


@strawberry.enum(description="登记签到被拒的代码。Why attendance is refused.")
class ParticipationErrorCode(Enum):
    """Codes of the domain's errors."""

    PARTICIPATION_INVALID = strawberry.enum_value(
        "PARTICIPATION_INVALID", description="签到有误。An entry cannot be accepted."
    )
    ACTIVITY_STATE = strawberry.enum_value(
        "ACTIVITY_STATE", description="活动状态不符。The activity takes no attendance."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such activity, or not visible.")
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。A value of the wrong form, such as a malformed id."
    )
    CONFLICT = strawberry.enum_value(
        "CONFLICT", description="冲突。It does not fit what is recorded already."
    )


@strawberry.type(description="登记签到被拒。Why it was refused.")
class ParticipationUserError(UserError):
    """With the noun's codes."""

    code: ParticipationErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="一条签到。Who, with which status, in which role and segment.")
class ParticipationEntryInput:
    """As core's Entry."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    status: str = strawberry.field(description="状态。A code of the county, such as 出席 or 请假.")
    role: str = strawberry.field(
        default="参加", description="角色。A code of the county; a new one is added to its table."
    )
    position: int = strawberry.field(default=1, description="环节序号。The segment's number, from 1.")
    attended_minutes: Decimal | None = strawberry.field(
        default=None, description="参加分钟。Minutes attended, where known."
    )


@strawberry.input(description="登记签到的输入。Entries of one activity's attendance list.")
class ParticipationRecordInput:
    """Input."""

    activity_id: strawberry.ID = strawberry.field(description="活动。The activity's global id.")
    entries: list[ParticipationEntryInput] = strawberry.field(
        description="签到。At most 5000 entries; the same key with other content corrects, the identical entry is nothing."
    )


@strawberry.type(description="登记签到的结果。What was recorded, or why it was refused.")
class ParticipationRecordPayload:
    """Payload."""

    added: int | None = stored("新增。Entries that are new; null when refused.")
    corrected: int | None = stored("更正。Entries whose key was known with other content; null when refused.")
    unchanged: int | None = stored("未变。Entries that were known already; null when refused.")
    activity: Activity | None = related("活动。As it is after the write.")
    user_errors: list[ParticipationUserError] = stored("业务拒绝。Empty when it was done.")
