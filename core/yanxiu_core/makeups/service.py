"""Decide that what was done later counts towards a window that is closed (补学), and withdraw such a decision."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import CONFIRMED, Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.engine.bounds import Bounds, WindowUnknown, covering
from yanxiu_core.engine.lines import standing
from yanxiu_core.errors import NotFound
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.makeups.errors import MakeupInvalid
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.verdicts.sources import bounds_of, policy_of
from yanxiu_core.work import Work

CONTENT = ("window_kind", "window_key", "document", "approver", "reason")


def decide(
    work: Work,
    policy: str,
    person_id: UUID,
    activity_id: UUID,
    window: str,
    document: str,
    approver: str,
    reason: str = "",
) -> Makeup:
    """Decide that a person's lines of an activity count in this window of the policy; an earlier decision is superseded.

    The person's verdicts follow at once; the identical decision is nothing. Raises MakeupInvalid (field named) without
    document or approver, for an activity that is not confirmed or in which the person has no line, and for a window
    that the activity is not later than, unless its day lies in no window; NotFound, PolicyUnknown, PolicyNotAdopted, WindowUnknown, Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    for field, value in (("document", document), ("approver", approver)):
        if not value.strip():
            raise MakeupInvalid(
                "请写明所据文件和批准人", "Name the document and who approved it", field=field
            )
    recorded_at = work.record()
    bounds = _window(work, policy, window)
    activity = _activity(work, activity_id)
    _check_dates(work, bounds, activity, _last_day(work, person_id, activity))
    said = {
        "window_kind": bounds.kind,
        "window_key": bounds.key,
        "document": document.strip(),
        "approver": approver.strip(),
        "reason": reason.strip(),
    }
    present = _present(work, policy, person_id, activity_id)
    if present is not None and not present.withdrawn and said == {n: getattr(present, n) for n in CONTENT}:
        return present
    superseding.close(work.session, present, recorded_at)
    makeup = Makeup(
        tenant_id=work.tenant_id,
        policy=policy,
        person_id=person_id,
        activity_id=activity_id,
        recorded_at=recorded_at,
        **said,
    )
    written = _written(work, "makeup.decide", makeup, activity.number)
    # A year in which nothing had been recorded has no verdicts yet.
    judge.renew(work, bounds, [person_id])
    return written


def withdraw(work: Work, policy: str, person_id: UUID, activity_id: UUID, reason: str) -> Makeup:
    """Withdraw a decision: the lines count again in the window of their date; its row stays.

    Raises MakeupInvalid without a reason, NotFound when no such decision holds, Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    if not reason.strip():
        raise MakeupInvalid("请写明撤销的原因", "Say why the decision is withdrawn", field="reason")
    recorded_at = work.record()
    present = _present(work, policy, person_id, activity_id)
    if present is None or present.withdrawn:
        raise NotFound("没有这项补学决定", "No such decision holds", field="activityId")
    superseding.close(work.session, present, recorded_at)
    makeup = Makeup(
        tenant_id=work.tenant_id,
        policy=policy,
        person_id=person_id,
        activity_id=activity_id,
        recorded_at=recorded_at,
        withdrawn=True,
        **{name: getattr(present, name) for name in CONTENT if name != "reason"},
        reason=reason.strip(),
    )
    return _written(work, "makeup.withdraw", makeup, _activity(work, activity_id).number)


def _written(work: Work, command: str, makeup: Makeup, number: str) -> Makeup:
    work.session.add(makeup)
    work.session.flush()
    said = [getattr(makeup, name) for name in ("policy", "person_id", "activity_id", *CONTENT)]
    audit.record(
        work,
        command,
        counts={"makeups": 1},
        rows=[(makeup.id, *said)],
        detail={"policy": makeup.policy, "window": makeup.window_key, "activity": number},
    )
    judge.after_facts(work, [makeup.person_id])
    return makeup


def _present(work: Work, policy: str, person_id: UUID, activity_id: UUID) -> Makeup | None:
    key = {"policy": policy, "person_id": person_id, "activity_id": activity_id}
    return superseding.present(work.session, Makeup, work.tenant_id, **key)


def _window(work: Work, policy_id: str, window: str) -> Bounds:
    """The window of this key in which the policy judges, first of all converted lines: windows of two kinds may have one
    key. Raises PolicyUnknown, PolicyNotAdopted, WindowUnknown.
    """
    policy = policy_of(work, policy_id)
    failure: WindowUnknown | None = None
    for rule in sorted(policy.judged, key=lambda rule: rule.source != "converted"):
        try:
            found = bounds_of(work, policy, rule, window)
        except WindowUnknown as error:
            failure = error
            continue
        if found:
            return found[0]
    raise failure or PolicyNotAdopted(
        f"本县没有采用 {policy_id}", f"This county has not adopted {policy_id}", field="policy"
    )


def _activity(work: Work, activity_id: UUID) -> Activity:
    activity = work.session.get(Activity, (work.tenant_id, activity_id))
    if activity is None:
        raise NotFound("没有这项活动", "No such activity", field="activityId")
    return activity


def _last_day(work: Work, person_id: UUID, activity: Activity) -> date:
    """The last day on which the person has a line of the activity that stands."""
    if activity.state != CONFIRMED:
        raise MakeupInvalid(
            f"活动 {activity.number} 没有确认, 不能用来补学; 请先确认活动",
            f"Activity {activity.number} is not confirmed and makes up for nothing; confirm it first",
            field="activityId",
        )
    last = work.session.scalar(
        select(func.max(LedgerLine.on_date)).where(
            LedgerLine.tenant_id == work.tenant_id,
            LedgerLine.activity_id == activity.id,
            LedgerLine.person_id == person_id,
            # Lines of evidence and records about it have no number: they are not of having taken part.
            LedgerLine.activity_number != "",
            standing(LedgerLine),
        )
    )
    if last is None:
        raise MakeupInvalid(
            f"此人在活动 {activity.number} 中没有记入台账; 请先登记签到",
            f"This person has no line of activity {activity.number}; record the attendance first",
            field="personId",
        )
    return last


def _check_dates(work: Work, bounds: Bounds, activity: Activity, last: date) -> None:
    """Later than the window (补学), or before it on a day that lies in no window at all and waits for a decision (待归属)."""
    if last > bounds.ends_on:
        return
    if last >= bounds.starts_on:
        raise MakeupInvalid(
            f"活动 {activity.number}({last})本来就计入时段 {bounds.key}, 不需要补学",
            f"Activity {activity.number} ({last}) counts in the window {bounds.key} anyway",
            field="window",
        )
    if covering(work, bounds.kind, {last}):
        raise MakeupInvalid(
            f"活动 {activity.number}({last})已计入它自己的时段; 补学只能是时段结束以后所做的, 移到下一时段只用于不在任何时段内的日子",
            f"Activity {activity.number} ({last}) counts in a window of its own; only what was done later, or on a day in "
            "no window, is decided on",
            field="window",
        )
