"""Mutations of participations."""

import strawberry

from yanxiu_core.participations import service
from yanxiu_core.participations.inputs import Entry
from yanxiu_graphql.activities.mutations import activity_id
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.participations.inputs import (
    ParticipationErrorCode,
    ParticipationRecordInput,
    ParticipationRecordPayload,
)


def _record(request: RequestContext, given: ParticipationRecordInput) -> Payload:
    entries = [
        Entry(
            person_id=local(item.person_id, "Person", f"entries.{index}.personId"),
            status=item.status,
            role=item.role,
            position=item.position,
            attended_minutes=item.attended_minutes,
        )
        for index, item in enumerate(given.entries)
    ]
    recorded = service.record(request.work, activity_id(given.activity_id, "activityId"), entries)
    return {
        "added": recorded.added,
        "corrected": recorded.corrected,
        "unchanged": recorded.unchanged,
        "activity": Changed("Activity", recorded.activity_id),
    }


@strawberry.type
class ParticipationMutation:
    """`participationRecord`."""

    participation_record: ParticipationRecordPayload | None = mutation(
        "登记签到。Record attendance; in a confirmed activity hours and verdicts follow at once. Needs `activities.write` on its units.",
        Command(_record, ParticipationErrorCode),
        ParticipationRecordInput,
    )
