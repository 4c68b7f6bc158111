"""Create, confirm and cancel activities, and post what they are worth."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select, update

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.authority import require_on_activity
from yanxiu_core.activities.creation import create
from yanxiu_core.activities.errors import ActivityInvalid, ActivityStateRefused
from yanxiu_core.activities.models import CANCELLED, CONFIRMED, PLANNED, Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import ACTIVITY_CANCELLED, ACTIVITY_CONFIRMED
from yanxiu_core.kinds import service as kinds
from yanxiu_core.ledger import service as ledger
from yanxiu_core.ledger.evidence import reverse_evidence_of
from yanxiu_core.ledger.service import Posting
from yanxiu_core.work import Work

__all__ = ["CANCELLED", "CONFIRMED", "PLANNED", "cancel", "confirm", "create", "mark_confirmed", "post"]

NOTHING = Posting(0, 0, (), frozenset())


def confirm(work: Work, activity_id: UUID) -> Activity:
    """Confirm a planned activity: its participants' lines are posted and their verdicts follow, at once.

    Raises ActivityStateRefused unless it is planned, KindReserved for what its plugin confirms, NotFound, Forbidden.
    """
    require_on_activity(work, Permission.ACTIVITIES_CONFIRM, activity_id)
    recorded_at = work.record()
    activity = _locked(work, activity_id)
    kinds.require_writer(work, "activity", activity.plugin_kind, "id")
    if activity.state != PLANNED:
        raise ActivityStateRefused(
            f"活动 {activity.number} {'已经确认' if activity.state == CONFIRMED else '已取消'}, 不能再确认",
            f"Activity {activity.number} is {activity.state} and cannot be confirmed",
        )
    activity.state, activity.confirmed_at = CONFIRMED, recorded_at
    work.session.flush()
    posting = post(work, [activity.id])
    _audit(work, "activity.confirm", activity, posting)
    events.tell(work, ACTIVITY_CONFIRMED, [activity.id])
    return activity


def cancel(work: Work, activity_id: UUID, reason: str) -> Activity:
    """Cancel an activity: its lines and those of its evidence are reversed, visibly, and the hours are taken away; what
    was recorded stays.

    Raises ActivityInvalid without a reason, ActivityStateRefused when it is cancelled already, NotFound, Forbidden.
    """
    require_on_activity(work, Permission.ACTIVITIES_CONFIRM, activity_id)
    recorded_at = work.record()
    activity = _locked(work, activity_id)
    if not reason.strip():
        raise ActivityInvalid("请写明取消的原因", "Say why the activity is cancelled", field="reason")
    if activity.state == CANCELLED:
        raise ActivityStateRefused(
            f"活动 {activity.number} 已取消: {activity.cancel_reason}",
            f"Activity {activity.number} was cancelled already: {activity.cancel_reason}",
        )
    activity.state, activity.cancel_reason, activity.cancelled_at = CANCELLED, reason.strip(), recorded_at
    work.session.flush()
    posting = post(work, [activity.id])
    evidence = reverse_evidence_of(work, activity.id)
    _audit(work, "activity.cancel", activity, replace(posting, reversed=posting.reversed + evidence))
    events.tell(work, ACTIVITY_CANCELLED, [activity.id])
    return activity


def mark_confirmed(work: Work, activities: Collection[UUID]) -> int:
    """Set planned activities to confirmed, as a set, but those that a plugin confirms; the caller posts them.

    Returns how many.
    """
    if not activities:
        return 0
    work.require(Permission.ACTIVITIES_CONFIRM)
    confirmed = work.session.scalars(
        update(Activity)
        .where(
            Activity.tenant_id == work.tenant_id,
            among(Activity.id, list(activities)),
            Activity.state == PLANNED,
            func.coalesce(Activity.plugin_kind, "").not_in(kinds.reserved(work, "activity")),
        )
        .values(state=CONFIRMED, confirmed_at=work.record())
        .returning(Activity.id)
        .execution_options(synchronize_session=False)
    ).all()
    if confirmed:
        events.tell(work, ACTIVITY_CONFIRMED, confirmed)
    return len(confirmed)


def post(work: Work, activities: Collection[UUID], people: Collection[UUID] = ()) -> Posting:
    """Post the difference for these activities and re-derive the verdicts it touches, in this transaction.

    `people`: only their lines can have changed.
    """
    if not activities:
        return NOTHING
    posting = ledger.post_activities(work, list(activities), list(people))
    if posting.people or posting.units:
        judge.after_posting(work, posting.people, set(posting.days), posting.units)
    return posting


def _locked(work: Work, activity_id: UUID) -> Activity:
    activity = work.session.scalars(
        select(Activity)
        .where(Activity.tenant_id == work.tenant_id, Activity.id == activity_id)
        .with_for_update()
    ).one_or_none()
    if activity is None:
        raise NotFound("没有这项活动", "No such activity", field="id")
    return activity


def _audit(work: Work, command: str, activity: Activity, posting: Posting) -> None:
    audit.record(
        work,
        command,
        counts={"activities": 1, "posted": posting.posted, "reversed": posting.reversed},
        rows=[(activity.id, activity.number, activity.state, activity.cancel_reason)],
        detail={"number": activity.number},
    )
