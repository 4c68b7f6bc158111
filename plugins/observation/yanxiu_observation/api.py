"""The GraphQL fields: names begin with the plugin's, and whatever is added may be null."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import strawberry

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.inputs import NewSegment
from yanxiu_core.work import Work
from yanxiu_graphql.sdk import (
    Activity,
    Api,
    Changed,
    Connection,
    Evidence,
    FormAnswers,
    FormAnswersInput,
    Node,
    OrgUnit,
    Payload,
    Person,
    UserError,
    answers,
    argument,
    asked,
    changed,
    encode,
    found,
    listed,
    local,
    paging,
    related,
    stored,
)
from yanxiu_observation import lessons, planning, points, records, reopening, summaries
from yanxiu_observation.reads import matching

LessonOf = Annotated["ObservationLesson", strawberry.lazy("yanxiu_observation.api")]


@strawberry.type(
    description="观察者。Who observes a lesson, from which views; the record once it is handed in."
)
class ObservationObserver(Node):
    """Noun ObservationObserver."""

    views: list[str] = stored("所选视角。The views chosen beforehand.")
    person: Person | None = related("人员。Who observes.")
    lesson: LessonOf | None = related("观察课。The lesson.")
    record: FormAnswers | None = related("观察表。The record, in the form version it was filled in with.")


@strawberry.type(
    description="重开申请。That a record or reflection of a confirmed lesson may be changed, once."
)
class ObservationReopening(Node):
    """Noun ObservationReopening."""

    reason: str = stored("理由。Why, in the owner's words.")
    asked_at: datetime = stored("申请时间。When its owner asked.")
    agreed_by: str | None = stored("同意人。Who agreed; null so far.")
    agreed_at: datetime | None = stored("同意时间。When; null so far.")
    used_at: datetime | None = stored("修改时间。When it was used; null so far.")
    person: Person | None = related("本人。Whose record or reflection it is.")


@strawberry.type(
    description="观察课。An observed lesson: one activity, which is the presenter's lesson and the observers' 听课."
)
class ObservationLesson(Node):
    """Noun ObservationLesson."""

    on_date: date = stored("日期。The day of the lesson.")
    subject: str = stored("学科。May be empty.")
    grade: str = stored("年级。May be empty.")
    pre_meeting: str = stored("课前会议。What was agreed before the lesson.")
    post_meeting: str = stored("课后会议。What was said after the lesson.")
    activity: Activity | None = related("活动。The activity with its segments, attendance and state.")
    unit: OrgUnit | None = related("单位。Whose lesson it is.")
    presenter: Person | None = related("执教教师。Who gives the lesson.")
    reflection: Evidence | None = related("反思。The presenter's reflection, once written.")
    observers: list[ObservationObserver] = related("观察者。Those within the caller's reach.")
    reopenings: list[ObservationReopening] = related("重开申请。Those within the caller's reach.")


@strawberry.type(description="视角。One of the twenty views, with the points that a school looks at.")
class ObservationView:
    """As `points.offered` gives it."""

    dimension: str = stored("维度。Its dimension.")
    view: str = stored("视角。Its name.")
    points: list[str] = stored("观察点。Those of the unit and of all above it.")


@strawberry.type(description="汇总。What records add up to, for a dimension or for one of its views.")
class ObservationFigures:
    """As `summaries` gives it."""

    dimension: str = stored("维度。The dimension.")
    view: str | None = stored("视角。The view; null for the whole dimension.")
    lessons: int = stored("节数。Lessons in which it was observed.")
    records: int = stored("份数。Records that fill it in.")
    scores: int = stored("评分数。How many points were rated.")
    average: Decimal | None = stored("平均等级。Of all ratings, 1 to 5, two decimals; null without any.")
    tally: int = stored("次数。All that was counted.")
    notes: int = stored("时间记录数。How many timed notes.")


@strawberry.type(description="一节课的汇总。What was observed in one lesson of a teacher, for one dimension.")
class ObservationLessonFigures:
    """As `summaries.of_teacher` gives it."""

    lesson_id: strawberry.ID = stored("观察课。The lesson's global id.")
    on_date: date = stored("日期。The day of the lesson.")
    topic: str = stored("课题。Its topic.")
    dimension: str = stored("维度。The dimension.")
    records: int = stored("份数。Records that fill it in.")
    scores: int = stored("评分数。How many points were rated.")
    average: Decimal | None = stored("平均等级。Of all ratings, 1 to 5, two decimals; null without any.")
    tally: int = stored("次数。All that was counted.")
    notes: int = stored("时间记录数。How many timed notes.")


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


@strawberry.type(description="观察课操作的结果。The lesson, or why it was refused.")
class ObservationLessonPayload:
    """Payload."""

    lesson: ObservationLesson | None = related("观察课。As it is after the write.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="交观察表的结果。The observer with the record, or why it was refused.")
class ObservationRecordPayload:
    """Payload."""

    observer: ObservationObserver | None = related("观察者。As after the write.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="重开的结果。The request, or why it was refused.")
class ObservationReopeningPayload:
    """Payload."""

    reopening: ObservationReopening | None = related("申请。As after the write.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="写观察点的结果。How many changed, or why it was refused.")
class ObservationPointsPayload:
    """Payload."""

    changed: int | None = stored("变化条数。How many were added, retired or taken up again.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


def _plan(work: Work, given: ObservationPlanInput) -> Payload:
    new = planning.NewLesson(
        unit_id=local(given.unit_id, "OrgUnit", "unitId"),
        topic=given.topic,
        lesson=_slot(given.lesson, "上课"),
        presenter_id=local(given.presenter_id, "Person", "presenterId"),
        observers=tuple(
            planning.NewObserver(
                local(each.person_id, "Person", f"observers.{index}.personId"), tuple(each.views)
            )
            for index, each in enumerate(given.observers)
        ),
        invited_ids=tuple(
            local(each, "OrgUnit", f"invitedIds.{index}") for index, each in enumerate(given.invited_ids)
        ),
        before=_slot(given.before, "课前会议") if given.before else None,
        after=_slot(given.after, "课后会议") if given.after else None,
        number=given.number,
        subject=given.subject,
        grade=given.grade,
        place=given.place,
        pre_meeting=given.pre_meeting,
    )
    return _lesson(planning.plan(work, new).id)


def _slot(given: ObservationSlotInput, title: str) -> NewSegment:
    return NewSegment(given.on_date, given.starts, given.ends, given.periods, title)


def _meet(work: Work, given: ObservationMeetInput) -> Payload:
    said = lessons.Meetings(given.pre_meeting, given.post_meeting)
    return _lesson(lessons.meet(work, _lesson_id(given), said).id)


def _record(work: Work, given: ObservationRecordInput) -> Payload:
    person_id = local(given.person_id, "Person", "personId")
    observer = records.hand_in(work, _lesson_id(given), person_id, answers(given.answers))
    return {"observer": Changed("ObservationObserver", observer.id)}


def _reflect(work: Work, given: ObservationReflectInput) -> Payload:
    done = records.reflect(work, _lesson_id(given), given.body, given.on_date or work.today)
    return _lesson(done.id)


def _confirm(work: Work, given: ObservationConfirmInput) -> Payload:
    absent = {
        local(each.person_id, "Person", f"absent.{index}.personId"): each.status
        for index, each in enumerate(given.absent)
    }
    said = lessons.Meetings(after=given.post_meeting)
    return _lesson(lessons.confirm(work, _lesson_id(given), absent, said).id)


def _reopen(work: Work, given: ObservationReopenInput) -> Payload:
    asked_for = reopening.ask(work, _lesson_id(given), given.reason)
    return {"reopening": Changed("ObservationReopening", asked_for.id)}


def _agree(work: Work, given: ObservationAgreeInput) -> Payload:
    agreed = reopening.agree(work, local(given.id, "ObservationReopening"))
    return {"reopening": Changed("ObservationReopening", agreed.id)}


def _points(work: Work, given: ObservationPointsInput) -> Payload:
    entries = [(each.view, each.text) for each in given.points]
    unit_id = local(given.unit_id, "OrgUnit", "unitId")
    return {"changed": points.write(work, unit_id, entries, retired=given.retired)}


def _lesson(row_id: UUID) -> Payload:
    return {"lesson": Changed("ObservationLesson", row_id)}


def _lesson_id(given: Any) -> UUID:
    return local(given.lesson_id, "ObservationLesson", "lessonId")


def _views(work: Work, *, unit_id: str) -> list[dict[str, Any]]:
    return points.offered(work, local(unit_id, "OrgUnit", "unitId"))


def _of_lesson(work: Work, *, lesson_id: str) -> list[dict[str, Any]]:
    return summaries.of_lesson(work, local(lesson_id, "ObservationLesson", "lessonId"))


def _of_unit(work: Work, *, unit_id: str, from_date: date, to_date: date) -> list[dict[str, Any]]:
    return summaries.of_unit(work, local(unit_id, "OrgUnit", "unitId"), from_date, to_date)


def _of_teacher(work: Work, *, person_id: str, from_date: date, to_date: date) -> list[dict[str, Any]]:
    rows = summaries.of_teacher(work, local(person_id, "Person", "personId"), from_date, to_date)
    return [{**row, "lesson_id": encode("ObservationLesson", row["lesson_id"])} for row in rows]


UNIT = argument("unit_id", strawberry.ID, "单位。The unit's global id.")
DAYS = (
    argument("from_date", date, "起。The first day."),
    argument("to_date", date, "止。The last day."),
)


@strawberry.type
class ObservationQuery:
    """Fields of Query."""

    observation_lessons: Connection[ObservationLesson] | None = listed(
        "ObservationLesson",
        "观察课。The lessons in which the caller took part, or of the units within reach. Needs `evidence.read`.",
        argument("from_date", date | None, "起。Not before this day."),
        argument("to_date", date | None, "止。Not after this day."),
        *paging(),
        filters=matching,
    )
    observation_lesson: ObservationLesson | None = found(
        "ObservationLesson", "一节观察课。A lesson by global id."
    )
    observation_views: list[ObservationView] | None = asked(
        _views, "视角。The twenty views with the points of a unit.", UNIT, permission=None, unit="unit_id"
    )
    observation_lesson_summary: list[ObservationFigures] | None = asked(
        _of_lesson,
        "一节课的汇总。What the records of one confirmed lesson add up to. Needs `evidence.read`.",
        argument("lesson_id", strawberry.ID, "观察课。The lesson's global id."),
        permission=Permission.EVIDENCE_READ,
    )
    observation_unit_summary: list[ObservationFigures] | None = asked(
        _of_unit,
        "单位的汇总。What was observed in the lessons of a unit and of all below it. Needs `evidence.read` there.",
        UNIT,
        *DAYS,
        permission=Permission.EVIDENCE_READ,
        unit="unit_id",
    )
    observation_teacher_summary: list[ObservationLessonFigures] | None = asked(
        _of_teacher,
        "教师的汇总。A teacher's lessons one after the other, by dimension. Needs `evidence.read`.",
        argument("person_id", strawberry.ID, "教师。The person's global id."),
        *DAYS,
        permission=Permission.EVIDENCE_READ,
    )


@strawberry.type
class ObservationMutation:
    """Fields of Mutation."""

    observation_plan: ObservationLessonPayload | None = changed(
        _plan,
        "安排观察课。Plan a lesson with its observers: one activity. Needs `activities.write` on the unit.",
        ObservationPlanInput,
        codes=ObservationErrorCode,
    )
    observation_meet: ObservationLessonPayload | None = changed(
        _meet,
        "记会议。Keep what a meeting agreed. Needs `activities.write` on the unit.",
        ObservationMeetInput,
        codes=ObservationErrorCode,
    )
    observation_record: ObservationRecordPayload | None = changed(
        _record,
        "交观察表。Hand in an observer's record, or change it. Needs `evidence.write`, for one's own or all.",
        ObservationRecordInput,
        codes=ObservationErrorCode,
    )
    observation_reflect: ObservationLessonPayload | None = changed(
        _reflect,
        "写反思。Write the presenter's reflection. Needs `evidence.write`, for one's own or all.",
        ObservationReflectInput,
        codes=ObservationErrorCode,
    )
    observation_confirm: ObservationLessonPayload | None = changed(
        _confirm,
        "确认观察课。Confirm that it was given: attendance, hours, quotas and verdicts follow, at once. "
        "Needs `activities.write` and `activities.confirm` on the unit.",
        ObservationConfirmInput,
        codes=ObservationErrorCode,
    )
    observation_reopen: ObservationReopeningPayload | None = changed(
        _reopen,
        "申请重开。Ask to change one's own record or reflection of a confirmed lesson, once.",
        ObservationReopenInput,
        codes=ObservationErrorCode,
    )
    observation_agree: ObservationReopeningPayload | None = changed(
        _agree,
        "同意重开。Agree to somebody else's request. Needs `activities.confirm` on the unit.",
        ObservationAgreeInput,
        codes=ObservationErrorCode,
    )
    observation_points: ObservationPointsPayload | None = changed(
        _points,
        "写观察点。Add or retire points of a unit. Needs `activities.write` on it.",
        ObservationPointsInput,
        codes=ObservationErrorCode,
    )


@strawberry.type
class ObservationPerson:
    """Fields of Person."""

    observation_presented: Connection[ObservationLesson] | None = related(
        "被观察的课。The observed lessons that the person gave.", *paging()
    )
    observation_observed: Connection[ObservationObserver] | None = related(
        "观察过的课。The lessons that the person observed.", *paging()
    )


@strawberry.type
class ObservationActivity:
    """Fields of Activity."""

    observation_lesson: ObservationLesson | None = related(
        "观察课。Where the activity is an observed lesson."
    )


API = Api(
    query=ObservationQuery,
    mutation=ObservationMutation,
    extends={Person: ObservationPerson, Activity: ObservationActivity},
)
