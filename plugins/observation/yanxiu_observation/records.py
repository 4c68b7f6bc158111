"""What observers and the presenter hand in: evidence in core, one piece each, whose versions keep their form."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.activities.models import CANCELLED, CONFIRMED, Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import NotFound
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.evidence.service import NewEvidence
from yanxiu_core.forms.answers import FormAnswers
from yanxiu_core.work import Work
from yanxiu_observation import reopening
from yanxiu_observation.errors import ObservationClosed, ObservationInvalid, ViewNotChosen
from yanxiu_observation.lessons import of_id, settle
from yanxiu_observation.models import Lesson, Observer, Reopening
from yanxiu_observation.views import DIMENSIONS

FORM, REFLECTION = "observation.form", "observation.reflection"
"""Kinds of evidence."""


def hand_in(work: Work, lesson_id: UUID, person_id: UUID, answers: FormAnswers) -> Observer:
    """Hand in an observer's record, or change it; after the confirmation only once it is reopened.

    What stands already is no change: no version is written, and a reopening that was agreed to is there still.

    Raises AnswersInvalid (every place that is wrong), ViewNotChosen, ObservationInvalid for a record without any 视角,
    ObservationClosed, PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    observer = work.session.scalars(
        select(Observer).where(
            Observer.tenant_id == work.tenant_id,
            Observer.lesson_id == lesson.id,
            Observer.person_id == person_id,
        )
    ).one_or_none()
    if observer is None:
        raise NotFound("此人不是这节课的观察者", "This person does not observe this lesson", field="personId")
    if lesson.on_date > work.today:
        raise ObservationInvalid(
            f"这节课在 {lesson.on_date}, 还没有上; 请在课上或课后填写",
            f"The lesson is on {lesson.on_date}; fill in the record when it is given",
            field="lessonId",
        )
    reopened = _require_open(work, lesson, activity, person_id, observer.record_id)
    new = NewEvidence(
        person_id, FORM, activity.title, lesson.on_date, activity_id=activity.id, answers=answers
    )
    if observer.record_id is not None and evidence.stands(work, observer.record_id, new):
        return observer
    made = _written(work, observer.record_id, new, reopened)
    _check_views(observer, made.answers or {})
    observer.record_id = made.series_id
    work.session.flush()
    audit.record(work, "observation.record", counts={"records": 1}, rows=[(lesson.id, person_id, made.id)])
    return observer


def reflect(work: Work, lesson_id: UUID, body: str, on_date: date) -> Lesson:
    """Write the presenter's reflection on the lesson, on the day on which it was written; changed as a record is.

    Raises ObservationInvalid, ObservationClosed, PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    if not body.strip():
        raise ObservationInvalid("请写反思", "Write the reflection", field="body")
    if not lesson.on_date <= on_date <= work.today:
        raise ObservationInvalid(
            f"反思的日期应在上课 ({lesson.on_date}) 之后, 且不晚于今天, 现为 {on_date}",
            f"A reflection is written after the lesson ({lesson.on_date}) and not ahead, not on {on_date}",
            field="onDate",
        )
    reopened = _require_open(work, lesson, activity, lesson.presenter_id, lesson.reflection_id)
    new = NewEvidence(
        lesson.presenter_id, REFLECTION, activity.title, on_date, body=body, activity_id=activity.id
    )
    if lesson.reflection_id is not None and evidence.stands(work, lesson.reflection_id, new):
        return lesson
    made = _written(work, lesson.reflection_id, new, reopened)
    lesson.reflection_id = made.series_id
    work.session.flush()
    audit.record(work, "observation.reflect", counts={"reflections": 1}, rows=[(lesson.id, made.id)])
    return lesson


def _written(work: Work, series_id: UUID | None, new: NewEvidence, reopened: Reopening | None) -> Evidence:
    if reopened is not None:
        reopening.use(work, reopened)
    return evidence.record(work, new) if series_id is None else evidence.revise(work, series_id, new)


def _require_open(
    work: Work, lesson: Lesson, activity: Activity, owner: UUID, series_id: UUID | None
) -> Reopening | None:
    """What is handed in late is taken; what stands in a confirmed lesson is changed only by a reopening, which is given."""
    settle(work, activity)
    if activity.state == CANCELLED:
        raise ObservationClosed(
            f"观察课 {activity.number} 已取消", f"Lesson {activity.number} was cancelled", field="lessonId"
        )
    if activity.state != CONFIRMED or series_id is None:
        return None
    reopened = reopening.agreed(work, lesson.id, owner)
    if reopened is None:
        raise ObservationClosed(
            f"观察课 {activity.number} 已确认; 要修改, 请本人写明理由申请重开, 由审核人同意",
            f"Lesson {activity.number} is confirmed; to change this its owner asks for reopening and a reviewer agrees",
            field="lessonId",
        )
    return reopened


def _check_views(observer: Observer, values: dict[str, Any]) -> None:
    filled = 0
    for name, (title, _) in DIMENSIONS.items():
        for index, entry in enumerate(values.get(name) or ()):
            filled += 1
            if entry["view"] not in observer.views:
                chosen = "、".join(observer.views)
                raise ViewNotChosen(
                    f"“{title}·{entry['view']}”不是所选的视角; 所选: {chosen}",
                    f"The view {entry['view']} was not chosen; chosen are: {chosen}",
                    field=f"answers.values.{name}.{index}.view",
                )
    if not filled:
        raise ObservationInvalid("至少填写一个视角", "Fill in at least one view", field="answers.values")
