"""Mutations of activities."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from yanxiu_core.activities import answering, service
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.errors import NotFound
from yanxiu_graphql.activities.inputs import (
    ActivityAnswerInput,
    ActivityAnswerPayload,
    ActivityCancelInput,
    ActivityCancelPayload,
    ActivityConfirmInput,
    ActivityConfirmPayload,
    ActivityCreateInput,
    ActivityCreatePayload,
    ActivityErrorCode,
)
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.forms.inputs import answers
from yanxiu_graphql.global_ids import decode, local


def activity_id(text: str, field: str = "id") -> UUID:
    """The activity that a global id names. Raises BadInput for a malformed one, NotFound for another type's."""
    found = decode(text, field)
    if found.kind != "Activity":
        raise NotFound("没有这项活动", "No such activity", field=field)
    return found.id


def _create(request: RequestContext, given: ActivityCreateInput) -> Payload:
    new = NewActivity(
        number=given.number,
        kind=given.kind,
        title=given.title,
        segments=tuple(
            NewSegment(item.on_date, item.starts, item.ends, item.periods, item.title)
            for item in given.segments
        ),
        host_ids=_units(given.host_ids, "hostIds"),
        organiser_ids=_units(given.organiser_ids, "organiserIds"),
        assistant_ids=_units(given.assistant_ids, "assistantIds"),
        theme=given.theme,
        place=given.place,
        leader=given.leader,
        answers=answers(given.answers) if given.answers else None,
    )
    return {"activity": Changed("Activity", service.create(request.work, new).id)}


def _units(ids: Sequence[str], field: str) -> tuple[UUID, ...]:
    return tuple(local(text, "OrgUnit", f"{field}.{index}") for index, text in enumerate(ids))


def _answer(request: RequestContext, given: ActivityAnswerInput) -> Payload:
    activity = answering.answer(request.work, activity_id(given.id), answers(given.answers))
    return {"activity": Changed("Activity", activity.id)}


def _confirm(request: RequestContext, given: ActivityConfirmInput) -> Payload:
    return {"activity": Changed("Activity", service.confirm(request.work, activity_id(given.id)).id)}


def _cancel(request: RequestContext, given: ActivityCancelInput) -> Payload:
    return {
        "activity": Changed("Activity", service.cancel(request.work, activity_id(given.id), given.reason).id)
    }


@strawberry.type
class ActivityMutation:
    """`activityCreate`, `activityAnswer`, `activityConfirm`, `activityCancel`."""

    activity_create: ActivityCreatePayload | None = mutation(
        "登记活动。Record a planned activity. Needs `activities.write` on its host and organising units.",
        Command(_create, ActivityErrorCode),
        ActivityCreateInput,
    )
    activity_answer: ActivityAnswerPayload | None = mutation(
        "填写活动表单。Give an activity's answers, in place of earlier ones. Needs `activities.write` on its units.",
        Command(_answer, ActivityErrorCode),
        ActivityAnswerInput,
    )
    activity_confirm: ActivityConfirmPayload | None = mutation(
        "确认活动。Confirm that an activity took place: hours are posted and verdicts follow, at once. Needs `activities.confirm` on its units.",
        Command(_confirm, ActivityErrorCode),
        ActivityConfirmInput,
    )
    activity_cancel: ActivityCancelPayload | None = mutation(
        "取消活动。Cancel an activity: its hours are reversed, visibly, and its record stays. Needs `activities.confirm` on its units.",
        Command(_cancel, ActivityErrorCode),
        ActivityCancelInput,
    )
