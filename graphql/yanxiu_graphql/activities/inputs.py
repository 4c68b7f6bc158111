"""What mutations of activities take and give."""

from datetime import date, time
from decimal import Decimal
from enum import Enum

import strawberry

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.commands import UserError
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.forms.inputs import FormAnswersInput


@strawberry.enum(description="活动操作被拒的代码。Why something about an activity is refused.")
class ActivityErrorCode(Enum):
    """Codes of the domain's errors."""

    ACTIVITY_INVALID = strawberry.enum_value(
        "ACTIVITY_INVALID", description="内容有误。A value cannot be accepted."
    )
    ACTIVITY_STATE = strawberry.enum_value(
        "ACTIVITY_STATE", description="状态不符。The activity's state does not allow it."
    )
    ACTIVITY_NUMBER_TAKEN = strawberry.enum_value(
        "ACTIVITY_NUMBER_TAKEN", description="编号已被使用。Another activity has this number."
    )
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such activity or unit, or not visible."
    )
    ANSWERS_INVALID = strawberry.enum_value(
        "ANSWERS_INVALID", description="填写有误。The answers do not fit their form version."
    )
    FORM_INVALID = strawberry.enum_value(
        "FORM_INVALID", description="表单不符。The version named is not one of this kind's form."
    )
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。A value of the wrong form, such as a malformed id."
    )
    CONFLICT = strawberry.enum_value(
        "CONFLICT", description="冲突。It does not fit what is recorded already."
    )
    UNIT_CLOSED = strawberry.enum_value("UNIT_CLOSED", description="单位已撤销。A unit is closed by then.")


@strawberry.type(description="活动操作被拒。Why it was refused.")
class ActivityUserError(UserError):
    """With the noun's codes."""

    code: ActivityErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="新环节。A segment: a day with start and end, or with a number of periods.")
class ActivitySegmentInput:
    """As core's NewSegment."""

    on_date: date = strawberry.field(description="日期。The day.")
    starts: time | None = strawberry.field(default=None, description="开始。Local time of day.")
    ends: time | None = strawberry.field(
        default=None, description="结束。Local time of day, after the start."
    )
    periods: Decimal | None = strawberry.field(
        default=None, description="节次。Number of lessons (节), where counted so."
    )
    title: str = strawberry.field(default="", description="名称。The segment's name; may be empty.")


@strawberry.input(description="登记活动的输入。A new activity, planned at first.")
class ActivityCreateInput:
    """As core's NewActivity."""

    number: str = strawberry.field(description="活动编号。Unique within the county.")
    kind: str = strawberry.field(
        description="活动类型。A word of the county, a new one is added to its table; or the code of a plugin's kind."
    )
    title: str = strawberry.field(description="活动名称。Its title.")
    segments: list[ActivitySegmentInput] = strawberry.field(description="环节。At least one, in order.")
    host_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="主办单位。Units that hold it."
    )
    organiser_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="承办单位。Units that carry it out."
    )
    assistant_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="协办单位。Units that help."
    )
    theme: str = strawberry.field(default="", description="主题。May be empty.")
    place: str = strawberry.field(default="", description="地点。May be empty.")
    leader: str = strawberry.field(default="", description="主持人。As written; may be empty.")
    answers: FormAnswersInput | None = strawberry.field(
        default=None,
        description="填写的表单。Answers to its kind's form, or to the form whose version they name; they can follow later.",
    )


@strawberry.type(description="登记活动的结果。The new activity, or why it was refused.")
class ActivityCreatePayload:
    """Payload."""

    activity: Activity | None = related("活动。As it is after the write.")
    user_errors: list[ActivityUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="填写活动表单的输入。Which activity, and its answers.")
class ActivityAnswerInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="活动。The activity's global id.")
    answers: FormAnswersInput = strawberry.field(description="填写的表单。In place of earlier ones.")


@strawberry.type(description="填写活动表单的结果。The activity, or why it was refused.")
class ActivityAnswerPayload:
    """Payload."""

    activity: Activity | None = related("活动。As it is after the write.")
    user_errors: list[ActivityUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="确认活动的输入。Which activity took place.")
class ActivityConfirmInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="活动。The activity's global id.")


@strawberry.type(description="确认活动的结果。The activity, or why it was refused.")
class ActivityConfirmPayload:
    """Payload."""

    activity: Activity | None = related(
        "活动。As it is after the write; its participants' verdicts follow at once."
    )
    user_errors: list[ActivityUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="取消活动的输入。Which activity, and why.")
class ActivityCancelInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="活动。The activity's global id.")
    reason: str = strawberry.field(description="原因。Why; it is kept and shown.")


@strawberry.type(description="取消活动的结果。The activity, or why it was refused.")
class ActivityCancelPayload:
    """Payload."""

    activity: Activity | None = related("活动。As it is after the write; its hours are reversed at once.")
    user_errors: list[ActivityUserError] = stored("业务拒绝。Empty when it was done.")
