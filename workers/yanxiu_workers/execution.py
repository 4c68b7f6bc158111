"""One delivery of a job: begin, take effect once, or fail.

rq delivers a job at least once. The effect happens once because its transaction begins by deleting the outbox
row: a second delivery waits for that row's lock and then finds nothing to do.
"""

from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import delete, func, text, update
from sqlalchemy.orm import Session

from yanxiu_core.errors import DomainError
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.errors import JobUnknown
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.jobs.models import RUNNING, Job
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_core.plugins.errors import PluginFailed, PluginStalled
from yanxiu_workers.progress import ProgressWriter
from yanxiu_workers.runtime import Runtime

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 5

# A killed work-horse must not hold its locks until its running statement ends: the server looks whether the
# client is still there, and over TCP notices a machine that vanished (both for this transaction alone).
_NOTICE_OUR_DEATH = text(
    "SELECT set_config('client_connection_check_interval', '2s', true), set_config('tcp_keepalives_idle', '10', true),"
    " set_config('tcp_keepalives_interval', '5', true), set_config('tcp_keepalives_count', '3', true)"
)


class Outcome(StrEnum):
    """How a delivery ended; `GONE`: another delivery had ended the job before."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    GONE = "gone"


def execute(runtime: Runtime, outbox_id: UUID, tenant_id: UUID) -> Outcome:
    """Do the job of this outbox row.

    A DomainError fails the job with its message, but a plugin's defect is no refusal. Anything else is a defect or an outage: it is logged and raised,
    and the sweeper offers the job again; the fifth time the job fails. Attempts are counted at their beginning,
    so that a job that kills its worker is not tried for ever either.
    """
    attempt = _begin(runtime, outbox_id, tenant_id)
    if attempt is None:
        return Outcome.GONE
    if attempt > MAX_ATTEMPTS:
        return _give_up(runtime, outbox_id, tenant_id)
    try:
        return _take_effect(runtime, outbox_id, tenant_id)
    except (PluginFailed, PluginStalled, JobUnknown) as error:
        # A plugin's defect is tried again like any other, and at last told by the plugin's name.
        if attempt == MAX_ATTEMPTS:
            return _fail(runtime, outbox_id, tenant_id, error.zh, error.en)
        _postpone(runtime, outbox_id, tenant_id)
        raise
    except DomainError as error:
        return _fail(runtime, outbox_id, tenant_id, error.zh, error.en)
    except Exception:
        log.exception(
            "job attempt failed", outbox_id=str(outbox_id), tenant_id=str(tenant_id), attempt=attempt
        )
        if attempt == MAX_ATTEMPTS:
            return _give_up(runtime, outbox_id, tenant_id)
        _postpone(runtime, outbox_id, tenant_id)
        raise


def _begin(runtime: Runtime, outbox_id: UUID, tenant_id: UUID) -> int | None:
    """Count the attempt and show the job as running; None when the job has ended."""
    with runtime.app.transaction(tenant_id) as session:
        row = session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == outbox_id, OutboxRow.tenant_id == tenant_id)
            .values(attempts=OutboxRow.attempts + 1)
            .returning(OutboxRow.job_id, OutboxRow.attempts)
        ).one_or_none()
        if row is None:
            return None
        session.execute(
            update(Job)
            .where(Job.tenant_id == tenant_id, Job.id == row.job_id)
            .values(state=RUNNING, started_at=func.clock_timestamp())
        )
        return int(row.attempts)


def _take_effect(runtime: Runtime, outbox_id: UUID, tenant_id: UUID) -> Outcome:
    """The job's transaction: row removed, effect and final state, together or not at all."""
    with runtime.app.transaction(tenant_id) as session:
        session.execute(_NOTICE_OUR_DEATH)
        job = _claim(session, outbox_id, tenant_id)
        if job is None:
            return Outcome.GONE
        work = runtime.open_work(session, tenant_id, jobs.thaw(job.actor), f"job:{job.id}")
        kind = _kind(runtime, job.kind)
        result = kind.handle(work, job, ProgressWriter(runtime.redis, job.id))
        jobs.succeed(job, result)
        grown = kind.grown(result)
    runtime.app.analyze(*grown)
    return Outcome.SUCCEEDED


def _kind(runtime: Runtime, name: str) -> JobKind:
    kind = runtime.kinds.get(name)
    if kind is None:
        raise JobUnknown(
            f"没有能做任务 {name} 的插件; 它可能已卸载或未能载入, 请运行 yanxiu doctor",
            f"No plugin does the job {name}; it may be removed or could not be loaded, run `yanxiu doctor`",
        )
    return kind


def _fail(runtime: Runtime, outbox_id: UUID, tenant_id: UUID, zh: str, en: str) -> Outcome:
    """End the job without an effect, in a transaction of its own."""
    with runtime.app.transaction(tenant_id) as session:
        job = _claim(session, outbox_id, tenant_id)
        if job is None:
            return Outcome.GONE
        jobs.fail(job, zh, en)
    return Outcome.FAILED


def _give_up(runtime: Runtime, outbox_id: UUID, tenant_id: UUID) -> Outcome:
    """Fail the job for a reason that only the log knows; the message names the id to look for."""
    log.error("job given up", outbox_id=str(outbox_id), tenant_id=str(tenant_id), attempts=MAX_ATTEMPTS)
    zh = f"内部错误: 任务试了 {MAX_ATTEMPTS} 次都没有完成, 数据没有改动。请把编号 {outbox_id} 告诉平台管理员"
    en = f"Internal error: tried {MAX_ATTEMPTS} times, nothing was changed. Give the operator the id {outbox_id}"
    return _fail(runtime, outbox_id, tenant_id, zh, en)


def _postpone(runtime: Runtime, outbox_id: UUID, tenant_id: UUID) -> None:
    """Let the wait until the next offer begin now, see `sweeper`."""
    with runtime.app.transaction(tenant_id) as session:
        session.execute(
            update(OutboxRow).where(OutboxRow.id == outbox_id).values(enqueued_at=func.clock_timestamp())
        )


def _claim(session: Session, outbox_id: UUID, tenant_id: UUID) -> Job | None:
    """Remove the row and load its job; None when another delivery ended it, after waiting for one that is at it."""
    job_id = session.scalar(
        delete(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.tenant_id == tenant_id)
        .returning(OutboxRow.job_id)
    )
    return None if job_id is None else session.get_one(Job, {"tenant_id": tenant_id, "id": job_id})
