"""Start jobs; finish them with their effect."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from yanxiu_core.access.actor import Actor
from yanxiu_core.audit import service as audit
from yanxiu_core.jobs.models import FAILED, QUEUED, SUCCEEDED, Job
from yanxiu_core.outbox import service as outbox
from yanxiu_core.work import Work


def start(work: Work, kind: str, queue: str, job_input: Mapping[str, Any]) -> Job:
    """Record a job and leave it in the outbox. The caller has checked the permission of what the job does."""
    job = leave(work, kind, queue, job_input, work.actor)
    audit.record(work, f"{kind}.start", counts={"jobs": 1}, rows=[(job.id, job.input)])
    return job


def leave(work: Work, kind: str, queue: str, job_input: Mapping[str, Any], actor: Actor) -> Job:
    """A job that nobody's command started: the clock's, or what follows from a change. Its own effects are audited."""
    job = Job(tenant_id=work.tenant_id, kind=kind, input=dict(job_input), actor=freeze(actor))
    work.session.add(job)
    work.session.flush()
    outbox.enqueue(work, queue, job.id)
    return job


def leave_once(work: Work, kind: str, queue: str) -> None:
    """Leave a job of a kind that needs no input, unless one waits already: it will find what this transaction changes,
    for it begins by waiting for the tenant's head row, which this transaction holds.
    """
    waiting = select(Job.id).where(Job.tenant_id == work.tenant_id, Job.kind == kind, Job.state == QUEUED)
    work.record()
    if work.session.scalar(waiting.limit(1)) is None:
        leave(work, kind, queue, {}, work.actor)


def succeed(job: Job, result: Mapping[str, Any]) -> None:
    """The job's effect is in this transaction; so is its end."""
    job.state, job.result, job.finished_at = SUCCEEDED, dict(result), func.clock_timestamp()


def fail(job: Job, zh: str, en: str) -> None:
    """The job is given up, with the reason in both languages."""
    job.state, job.error_zh, job.error_en, job.finished_at = FAILED, zh, en, func.clock_timestamp()


def freeze(actor: Actor) -> dict[str, Any]:
    """The actor as JSON, with its reach."""
    return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(actor).items()}


def thaw(frozen: Mapping[str, Any]) -> Actor:
    """The actor that `freeze` wrote; a job of an earlier version may lack a part of the reach that was none then."""
    ids = {key: UUID(frozen[key]) if frozen.get(key) else None for key in ("id", "person_id", "unit_id")}
    return Actor(kind=frozen["kind"], name=frozen["name"], role=frozen["role"], **ids)
