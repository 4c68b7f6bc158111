"""Re-derive a county's verdicts."""

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import CONFIRMED, Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import bounds, judge
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.models import Job
from yanxiu_core.ledger import service as ledger
from yanxiu_core.ledger.external import post_all_trainings
from yanxiu_core.work import Work

QUEUE = "judging"
KIND = "judge"
FOLLOWING = "follow"
"""The job that judges the county anew because something has changed on which all its verdicts rest."""


def rejudge_county(work: Work, *, repost: bool = False) -> int:
    """Re-derive every verdict of the county in this transaction; returns how many windows were judged.

    With `repost` the lines of all confirmed activities and of all certificates are first made what the adopted policies
    say they are worth.
    Raises Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    posted = reversed_ = 0
    if repost:
        confirmed = select(Activity.id).where(
            Activity.tenant_id == work.tenant_id, Activity.state == CONFIRMED
        )
        posting = ledger.post_activities(work, list(work.session.scalars(confirmed)), amended=True)
        trainings = post_all_trainings(work)
        posted, reversed_ = posting.posted + trainings.posted, posting.reversed + trainings.reversed
        judge.after_posting(work, posting.people, set(posting.days), posting.units)
        judge.after_posting(work, trainings.people, set(trainings.days))
    windows = judge.county(work)
    audit.record(
        work, "verdicts.rejudge", counts={"windows": windows, "posted": posted, "reversed": reversed_}
    )
    return windows


def start_rejudging(work: Work, *, repost: bool = False) -> Job:
    """Leave the county's re-judging to a job. Raises Forbidden."""
    work.require(Permission.POLICIES_WRITE)
    return jobs.start(work, KIND, QUEUE, {"repost": repost})


def follow(work: Work) -> None:
    """Leave to a job what follows from a change of the tree: every verdict in the open windows. Whoever may make the
    change may have what follows from it, so no further permission is asked for.
    """
    if bounds.all_open(work):
        jobs.leave_once(work, FOLLOWING, QUEUE)
