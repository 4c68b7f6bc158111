"""Re-judging a county as a job."""

from collections.abc import Mapping
from typing import Any

from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge, wider
from yanxiu_core.jobs.handlers import JobKind, Progress
from yanxiu_core.jobs.models import Job
from yanxiu_core.verdicts import service
from yanxiu_core.work import Work


def handle(work: Work, job: Job, progress: Progress) -> Mapping[str, Any]:
    """Re-derive every verdict of the county in the job's transaction."""
    progress(0, None, "judging")
    return {"windows": service.rejudge_county(work, repost=bool(job.input.get("repost")))}


def handle_units(work: Work, _job: Job, progress: Progress) -> Mapping[str, Any]:
    """Re-derive the verdicts of units that postings have made stale."""
    progress(0, None, "judging")
    return {"windows": judge.stale_units(work)}


def handle_following(work: Work, _job: Job, progress: Progress) -> Mapping[str, Any]:
    """Re-derive every verdict of the county, for the tree of its units has changed."""
    progress(0, None, "judging")
    windows = judge.county(work)
    audit.record(work, "verdicts.follow", counts={"windows": windows})
    return {"windows": windows}


UNITS = JobKind(wider.KIND, wider.QUEUE, handle_units)
KIND = JobKind(service.KIND, service.QUEUE, handle)
FOLLOWING = JobKind(service.FOLLOWING, service.QUEUE, handle_following)
