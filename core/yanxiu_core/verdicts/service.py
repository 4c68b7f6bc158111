"""Re-derive verdicts."""

from collections.abc import Collection
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.models import Job
from yanxiu_core.work import Work

QUEUE = "judging"
KIND = "judge"


def rejudge_people(work: Work, people: Collection[UUID]) -> int:
    """Re-derive these people's verdicts in every open window, in this transaction."""
    return judge.after_facts(work, people)


def rejudge_county(work: Work) -> int:
    """Re-derive every verdict of the county in this transaction; returns how many rule and window pairs."""
    pairs = judge.county(work)
    audit.record(work, "verdicts.rejudge", counts={"judgements": pairs})
    return pairs


def start_rejudging(work: Work) -> Job:
    """Leave the county's re-judging to a job. Raises Forbidden."""
    work.require(Permission.POLICIES_WRITE)
    return jobs.start(work, KIND, QUEUE, {})
