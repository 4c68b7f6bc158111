"""Mutations: each calls one service function."""

from typing import Any
from uuid import UUID

import strawberry

from yanxiu_core.activities.inputs import NewSegment
from yanxiu_core.work import Work
from yanxiu_graphql.sdk import Changed, Payload, answers, changed, local, related, stored
from yanxiu_observation import lessons, moving, planning, points, records, reopening
from yanxiu_observation.api.inputs import (
    ObservationAgreeInput,
    ObservationConfirmInput,
    ObservationDeclineInput,
    ObservationErrorCode,
    ObservationExchangeInput,
    ObservationMeetInput,
    ObservationMoveInput,
    ObservationPlanInput,
    ObservationPointsInput,
    ObservationRecordInput,
    ObservationReflectInput,
    ObservationReopenInput,
    ObservationSlotInput,
    ObservationUserError,
    ObservationWithdrawInput,
)
from yanxiu_observation.api.types import ObservationLesson, ObservationObserver, ObservationReopening
from yanxiu_observation.observers import NewObserver


@strawberry.type
class LessonPayload:
    """What mutations of a lesson give."""

    lesson: ObservationLesson | None = related("观察课。As it is after the write.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="交观察表的结果。The observer with the record, or why it was refused.")
class ObservationRecordPayload:
    """Payload."""

    observer: ObservationObserver | None = related("观察者。As after the write.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type
class ReopeningPayload:
    """What mutations of a reopening give."""

    reopening: ObservationReopening | None = related("申请。As after the write.")
    user_errors: list[ObservationUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="安排观察课的结果。The lesson, or why it was refused.")
class ObservationPlanPayload(LessonPayload):
    """Payload."""


@strawberry.type(description="更换观察者的结果。The lesson, or why it was refused.")
class ObservationExchangePayload(LessonPayload):
    """Payload."""


@strawberry.type(description="观察课改期的结果。The lesson, or why it was refused.")
class ObservationMovePayload(LessonPayload):
    """Payload."""


@strawberry.type(description="记会议的结果。The lesson, or why it was refused.")
class ObservationMeetPayload(LessonPayload):
    """Payload."""


@strawberry.type(description="写反思的结果。The lesson, or why it was refused.")
class ObservationReflectPayload(LessonPayload):
    """Payload."""


@strawberry.type(description="确认观察课的结果。The lesson, or why it was refused.")
class ObservationConfirmPayload(LessonPayload):
    """Payload."""


@strawberry.type(description="申请重开的结果。The request, or why it was refused.")
class ObservationReopenPayload(ReopeningPayload):
    """Payload."""


@strawberry.type(description="同意重开的结果。The request, or why it was refused.")
class ObservationAgreePayload(ReopeningPayload):
    """Payload."""


@strawberry.type(description="退回重开申请的结果。The request, or why it was refused.")
class ObservationDeclinePayload(ReopeningPayload):
    """Payload."""


@strawberry.type(description="撤回重开申请的结果。The request, or why it was refused.")
class ObservationWithdrawPayload(ReopeningPayload):
    """Payload."""


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
        observers=_observers(given),
        invited_ids=_invited(given),
        before=_slot(given.before, "课前会议") if given.before else None,
        after=_slot(given.after, "课后会议") if given.after else None,
        number=given.number,
        subject=given.subject,
        grade=given.grade,
        place=given.place,
        pre_meeting=given.pre_meeting,
    )
    return _lesson(planning.plan(work, new).id)


def _observers(given: ObservationPlanInput | ObservationExchangeInput) -> tuple[NewObserver, ...]:
    return tuple(
        NewObserver(local(each.person_id, "Person", f"observers.{index}.personId"), tuple(each.views))
        for index, each in enumerate(given.observers)
    )


def _invited(
    given: ObservationPlanInput | ObservationExchangeInput | ObservationMoveInput,
) -> tuple[UUID, ...]:
    return tuple(
        local(each, "OrgUnit", f"invitedIds.{index}") for index, each in enumerate(given.invited_ids)
    )


def _exchange(work: Work, given: ObservationExchangeInput) -> Payload:
    lesson_id = _lesson_id(given)
    return _lesson(lessons.exchange(work, lesson_id, _observers(given), _invited(given)).id)


def _slot(given: ObservationSlotInput, title: str = "") -> NewSegment:
    return NewSegment(given.on_date, given.starts, given.ends, given.periods, title)


def _move(work: Work, given: ObservationMoveInput) -> Payload:
    new = moving.Move(
        lesson=_slot(given.lesson),
        before=_slot(given.before) if given.before else None,
        after=_slot(given.after) if given.after else None,
        invited_ids=_invited(given),
    )
    return _lesson(moving.move(work, _lesson_id(given), new).id)


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


def _decline(work: Work, given: ObservationDeclineInput) -> Payload:
    declined = reopening.decline(work, local(given.id, "ObservationReopening"), given.reason)
    return {"reopening": Changed("ObservationReopening", declined.id)}


def _withdraw(work: Work, given: ObservationWithdrawInput) -> Payload:
    withdrawn = reopening.withdraw(work, local(given.id, "ObservationReopening"))
    return {"reopening": Changed("ObservationReopening", withdrawn.id)}


def _points(work: Work, given: ObservationPointsInput) -> Payload:
    entries = [(each.view, each.text) for each in given.points]
    unit_id = local(given.unit_id, "OrgUnit", "unitId")
    return {"changed": points.write(work, unit_id, entries, retired=given.retired)}


def _lesson(row_id: UUID) -> Payload:
    return {"lesson": Changed("ObservationLesson", row_id)}


def _lesson_id(given: Any) -> UUID:
    return local(given.lesson_id, "ObservationLesson", "lessonId")


@strawberry.type
class ObservationMutation:
    """Fields of Mutation."""

    observation_plan: ObservationPlanPayload | None = changed(
        _plan,
        "安排观察课。Plan a lesson with its observers: one activity. Needs `activities.write` on the unit.",
        ObservationPlanInput,
        codes=ObservationErrorCode,
    )
    observation_exchange: ObservationExchangePayload | None = changed(
        _exchange,
        "更换观察者。Say who observes a planned lesson, from which views. Needs `activities.write` on the unit.",
        ObservationExchangeInput,
        codes=ObservationErrorCode,
    )
    observation_move: ObservationMovePayload | None = changed(
        _move,
        "观察课改期。Move a planned lesson to another day or time; its observers stay. Needs `activities.write` on the unit.",
        ObservationMoveInput,
        codes=ObservationErrorCode,
    )
    observation_meet: ObservationMeetPayload | None = changed(
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
    observation_reflect: ObservationReflectPayload | None = changed(
        _reflect,
        "写反思。Write the presenter's reflection. Needs `evidence.write`, for one's own or all.",
        ObservationReflectInput,
        codes=ObservationErrorCode,
    )
    observation_confirm: ObservationConfirmPayload | None = changed(
        _confirm,
        "确认观察课。Confirm that it was given: attendance, hours, quotas and verdicts follow, at once. "
        "Needs `activities.write` and `activities.confirm` on the unit.",
        ObservationConfirmInput,
        codes=ObservationErrorCode,
    )
    observation_reopen: ObservationReopenPayload | None = changed(
        _reopen,
        "申请重开。Ask to change one's own record or reflection of a confirmed lesson, once.",
        ObservationReopenInput,
        codes=ObservationErrorCode,
    )
    observation_agree: ObservationAgreePayload | None = changed(
        _agree,
        "同意重开。Agree to somebody else's request. Needs `activities.confirm` on the unit.",
        ObservationAgreeInput,
        codes=ObservationErrorCode,
    )
    observation_decline: ObservationDeclinePayload | None = changed(
        _decline,
        "退回重开申请。Decline somebody else's request, with a reason; one that was agreed to too, until it is used. Needs `activities.confirm` on the unit.",
        ObservationDeclineInput,
        codes=ObservationErrorCode,
    )
    observation_withdraw: ObservationWithdrawPayload | None = changed(
        _withdraw,
        "撤回重开申请。Withdraw one's own request, agreed to or not, until it is used.",
        ObservationWithdrawInput,
        codes=ObservationErrorCode,
    )
    observation_points: ObservationPointsPayload | None = changed(
        _points,
        "写观察点。Add or retire points of a unit. Needs `activities.write` on it.",
        ObservationPointsInput,
        codes=ObservationErrorCode,
    )
