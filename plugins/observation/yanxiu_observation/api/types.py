"""Types that are read: nouns of the plugin, and what its summaries give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from yanxiu_graphql.sdk import Activity, Evidence, FormAnswers, Node, OrgUnit, Person, related, stored

LessonOf = Annotated["ObservationLesson", strawberry.lazy("yanxiu_observation.api.types")]


@strawberry.type(
    description="观察者。Who observes a lesson, from which views; the record once it is handed in."
)
class ObservationObserver(Node):
    """Noun ObservationObserver."""

    views: list[str] = stored("所选视角。The views chosen beforehand.")
    name: str = stored("姓名。The observer's name.")
    person: Person | None = related("人员。Who observes; null where not visible to the caller.")
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
    declined_by: str | None = stored("退回人。Who declined; null so far.")
    declined_at: datetime | None = stored("退回时间。When; null so far. A new one may be asked for then.")
    declined_reason: str | None = stored("退回理由。Why, in the reviewer's words; null so far.")
    withdrawn_at: datetime | None = stored("撤回时间。When its owner withdrew it; null so far.")
    used_at: datetime | None = stored("修改时间。When it was used; null so far.")
    person: Person | None = related("本人。Whose record or reflection it is.")


@strawberry.type(
    description="观察课。An observed lesson: one activity, which is the presenter's lesson and the observers' 听课."
)
class ObservationLesson(Node):
    """Noun ObservationLesson."""

    on_date: date = stored("日期。The day of the lesson.")
    moved_from: date | None = stored(
        "原定日期。The day for which it was planned before; null if it was never moved."
    )
    subject: str = stored("学科。May be empty.")
    grade: str = stored("年级。May be empty.")
    pre_meeting: str = stored("课前会议。What was agreed before the lesson.")
    post_meeting: str = stored("课后会议。What was said after the lesson.")
    activity: Activity | None = related("活动。The activity with its segments, attendance and state.")
    unit: OrgUnit | None = related("单位。Whose lesson it is.")
    presenter_name: str = stored("执教教师姓名。The presenter's name.")
    presenter: Person | None = related(
        "执教教师。Who gives the lesson; null where not visible to the caller."
    )
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
