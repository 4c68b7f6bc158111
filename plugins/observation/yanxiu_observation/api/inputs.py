"""What mutations take, and the codes of their refusals."""

from datetime import date, time
from decimal import Decimal
from enum import Enum

import strawberry

from yanxiu_graphql.sdk import FormAnswersInput, UserError, stored


@strawberry.enum(description="课堂观察被拒的代码。Why something about an observed lesson is refused.")
class ObservationErrorCode(Enum):
    """Codes of the domain's errors."""

    OBSERVATION_INVALID = strawberry.enum_value(
        "OBSERVATION_INVALID", description="内容有误。A value cannot be accepted."
    )
    OBSERVATION_VIEW_NOT_CHOSEN = strawberry.enum_value(
        "OBSERVATION_VIEW_NOT_CHOSEN", description="视角未选。The record fills in a view that was not chosen."
    )
    OBSERVATION_NOT_INVITED = strawberry.enum_value(
        "OBSERVATION_NOT_INVITED", description="未邀请。Somebody of a unit that is not invited."
    )
    OBSERVATION_CLOSED = strawberry.enum_value(
        "OBSERVATION_CLOSED",
        description="已定。The lesson is confirmed or cancelled, or the request is dealt with.",
    )
    ANSWERS_INVALID = strawberry.enum_value(
        "ANSWERS_INVALID", description="填写有误。The answers do not fit their form version."
    )
    FORM_INVALID = strawberry.enum_value(
        "FORM_INVALID", description="表单不符。The version named is not one of this form."
    )
    ACTIVITY_INVALID = strawberry.enum_value(
        "ACTIVITY_INVALID", description="活动有误。A value of the activity cannot be accepted."
    )
    ACTIVITY_NUMBER_TAKEN = strawberry.enum_value(
        "ACTIVITY_NUMBER_TAKEN", description="编号已被使用。Another activity has this number."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such thing, or not visible.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。It does not fit what is recorded.")


@strawberry.type(description="课堂观察被拒。Why it was refused.")
class ObservationUserError(UserError):
    """With the codes."""

    code: ObservationErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="时段。A day with start and end, or with a number of periods.")
class ObservationSlotInput:
    """As core's NewSegment."""

    on_date: date = strawberry.field(description="日期。The day.")
    starts: time | None = strawberry.field(default=None, description="开始。Local time of day.")
    ends: time | None = strawberry.field(default=None, description="结束。Local time of day.")
    periods: Decimal | None = strawberry.field(default=None, description="节次。Number of periods.")


@strawberry.input(description="观察者。Who observes, from which views.")
class ObservationObserverInput:
    """As NewObserver."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    views: list[str] = strawberry.field(description="视角。Names of views, each once.")


@strawberry.input(description="安排观察课的输入。A lesson to be observed, with who observes what.")
class ObservationPlanInput:
    """As NewLesson."""

    unit_id: strawberry.ID = strawberry.field(description="单位。The school or group whose lesson it is.")
    topic: str = strawberry.field(description="课题。What the lesson is about.")
    lesson: ObservationSlotInput = strawberry.field(description="上课。When it is given.")
    presenter_id: strawberry.ID = strawberry.field(description="执教教师。Who gives it.")
    observers: list[ObservationObserverInput] = strawberry.field(description="观察者。Everybody once.")
    invited_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="受邀单位。Other units whose people may take part."
    )
    before: ObservationSlotInput | None = strawberry.field(default=None, description="课前会议。When.")
    after: ObservationSlotInput | None = strawberry.field(default=None, description="课后会议。When.")
    number: str = strawberry.field(default="", description="活动编号。Empty: one is made.")
    subject: str = strawberry.field(default="", description="学科。May be empty.")
    grade: str = strawberry.field(default="", description="年级。May be empty.")
    place: str = strawberry.field(default="", description="地点。May be empty.")
    pre_meeting: str = strawberry.field(default="", description="课前会议内容。May be empty.")


@strawberry.input(description="更换观察者的输入。All who are to observe a planned lesson.")
class ObservationExchangeInput:
    """Input."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    observers: list[ObservationObserverInput] = strawberry.field(
        description="观察者。Everybody who is to observe it, once; who is not named observes it no more. Whoever has handed in "
        "a record stays, with the same views."
    )
    invited_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="受邀单位。Other units of which somebody is new."
    )


@strawberry.input(description="改期的时段。The new day; without times and periods they stay as they were.")
class ObservationMoveSlotInput(ObservationSlotInput):
    """As ObservationSlotInput."""


@strawberry.input(description="观察课改期的输入。When a planned lesson is given instead.")
class ObservationMoveInput:
    """As Move."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    lesson: ObservationMoveSlotInput = strawberry.field(description="上课。When it is given now.")
    before: ObservationMoveSlotInput | None = strawberry.field(
        default=None, description="课前会议。When; it moves by as many days as the lesson if not given."
    )
    after: ObservationMoveSlotInput | None = strawberry.field(
        default=None, description="课后会议。When; it moves by as many days as the lesson if not given."
    )
    invited_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="受邀单位。Other units to which somebody has changed by the new day.",
    )


@strawberry.input(description="会议记录的输入。What was agreed or said; what is not given stays.")
class ObservationMeetInput:
    """As Meetings."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    pre_meeting: str | None = strawberry.field(default=None, description="课前会议内容。Its text.")
    post_meeting: str | None = strawberry.field(default=None, description="课后会议内容。Its text.")


@strawberry.input(description="交观察表的输入。An observer's record.")
class ObservationRecordInput:
    """Input."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    person_id: strawberry.ID = strawberry.field(description="观察者。Whose record it is.")
    answers: FormAnswersInput = strawberry.field(description="观察表。Answers to form `observation.record`.")


@strawberry.input(description="写反思的输入。The presenter's reflection.")
class ObservationReflectInput:
    """Input."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    body: str = strawberry.field(description="正文。The text.")
    on_date: date | None = strawberry.field(
        default=None, description="日期。When it was written; today without."
    )


@strawberry.input(description="未到的观察者。An observer who did not come, with the status.")
class ObservationAbsenceInput:
    """Input."""

    person_id: strawberry.ID = strawberry.field(description="人员。Who.")
    status: str = strawberry.field(description="状态。One of the county's statuses, such as 请假.")


@strawberry.input(
    description="确认观察课的输入。That it was given, who did not come, and what the last meeting said."
)
class ObservationConfirmInput:
    """Input."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    absent: list[ObservationAbsenceInput] = strawberry.field(
        default_factory=list, description="未到者。Observers who did not come."
    )
    post_meeting: str | None = strawberry.field(default=None, description="课后会议内容。Its text.")


@strawberry.input(description="申请重开的输入。One's own record or reflection, and why.")
class ObservationReopenInput:
    """Input."""

    lesson_id: strawberry.ID = strawberry.field(description="观察课。The lesson's global id.")
    reason: str = strawberry.field(description="理由。Why; it is kept and shown.")


@strawberry.input(description="同意重开的输入。Which request.")
class ObservationAgreeInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="申请。The reopening's global id.")


@strawberry.input(description="退回重开申请的输入。Which request, and why.")
class ObservationDeclineInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="申请。The reopening's global id.")
    reason: str = strawberry.field(description="理由。Why; it is kept and shown to who asked.")


@strawberry.input(description="撤回重开申请的输入。Which request of one's own.")
class ObservationWithdrawInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="申请。The reopening's global id.")


@strawberry.input(description="观察点。A point under a view.")
class ObservationPointInput:
    """Input."""

    view: str = strawberry.field(description="视角。Its name.")
    text: str = strawberry.field(description="观察点。What is looked at.")


@strawberry.input(description="写观察点的输入。Points of a unit to add, or to retire.")
class ObservationPointsInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="单位。Whose they are; all below it may use them.")
    points: list[ObservationPointInput] = strawberry.field(description="观察点。Which.")
    retired: bool = strawberry.field(default=False, description="停用。True: they are no longer offered.")
