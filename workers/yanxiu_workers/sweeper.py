"""Finds jobs that were offered and are with no worker, and offers them again.

This is the one way back for everything that can go wrong: Valkey lost the job, the worker and its work-horse were
killed, or an attempt raised. The outbox row is the truth; Valkey is only asked who is at it.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from redis import Redis
from rq import Queue
from rq.executions import ExecutionRegistry
from rq.job import Job as RqJob
from rq.registry import clean_registries
from rq.results import Result
from rq.worker_registration import clean_worker_registry
from sqlalchemy import ColumnElement, func, select

from yanxiu_core.database.transactions import Database
from yanxiu_core.jobs.handlers import QUEUES
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.queues import mark_offered, offer, open_queue
from yanxiu_workers.settings import WorkerSettings

log = structlog.get_logger(__name__)

_LONGEST_WAIT = 60.0  # seconds


def sweep(database: Database, redis: Redis, settings: WorkerSettings) -> int:
    """Offer lost jobs again; returns how many. `database` is the role `yanxiu_relay`. Any number may sweep at once.

    A row whose job is in its transaction is locked and therefore skipped, whatever Valkey says.
    """
    _tidy(redis)
    with database.transaction(None) as session:
        due = session.execute(select(OutboxRow.id, OutboxRow.queue).where(_due(settings))).all()
        held = {
            name: _held(open_queue(redis, name), settings.heartbeat_ttl)
            for name in {row.queue for row in due}
        }
        lost = [row.id for row in due if str(row.id) not in held[row.queue]]
        rows = session.scalars(
            select(OutboxRow).where(OutboxRow.id.in_(lost), _due(settings)).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            queue = open_queue(redis, row.queue)
            _forget(queue, row.id)
            offer(queue, row.id, row.tenant_id, settings)
            log.warning("job offered again", outbox_id=str(row.id), queue=row.queue, attempts=row.attempts)
        mark_offered(session, rows)
    return len(rows)


def _due(settings: WorkerSettings) -> ColumnElement[bool]:
    """Offered long enough ago: 5 s, and after a second, third ... attempt 15, 45 and at most 60 s."""
    factor = func.power(3, func.greatest(OutboxRow.attempts - 1, 0))
    wait = func.least(settings.stale_after * factor, _LONGEST_WAIT)
    return OutboxRow.enqueued_at < func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, wait)


def _held(queue: Queue, heartbeat_ttl: int) -> set[str]:
    """The ids that wait in the queue or are with a living worker."""
    with queue.connection.pipeline(
        transaction=True
    ) as pipe:  # one moment: a job is never seen between two places
        pipe.lrange(queue.key, 0, -1)
        pipe.lrange(queue.intermediate_queue_key, 0, -1)
        pipe.zrangebyscore(queue.started_job_registry.key, time.time(), "+inf")
        waiting, taken, started = ([item.decode() for item in answer] for answer in pipe.execute())
    return {
        *waiting,
        *_just_taken(queue, taken, heartbeat_ttl),
        *(item.partition(":")[0] for item in started),
    }


def _just_taken(queue: Queue, ids: Iterable[str], heartbeat_ttl: int) -> Iterable[str]:
    """Of the ids between queue and worker those that were first seen there a short while ago."""
    between = queue.intermediate_queue
    for job_id in ids:
        between.set_first_seen(job_id)
        seen = between.get_first_seen(job_id)
        if seen is None or datetime.now(UTC) - seen < timedelta(seconds=heartbeat_ttl):
            yield job_id


def _forget(queue: Queue, outbox_id: UUID) -> None:
    """Remove every trace of a dead job, so that its id can be enqueued again.

    Not `Job.delete()`, which raises while an execution's key has expired and its registry entry has not.
    """
    job_id = str(outbox_id)
    with queue.connection.pipeline(transaction=True) as pipe:
        pipe.lrem(queue.key, 0, job_id)
        pipe.lrem(queue.intermediate_queue_key, 0, job_id)
        pipe.zrem(queue.failed_job_registry.key, job_id)
        pipe.delete(
            RqJob.key_for(job_id),
            Result.get_key(job_id),  # type: ignore[no-untyped-call] # rq types it not
            ExecutionRegistry(job_id, queue.connection).key,
            queue.intermediate_queue.get_first_seen_key(job_id),
        )
        pipe.execute()


def _tidy(redis: Redis) -> None:
    """Let rq drop the entries of dead executions and workers; its workers do so every ten minutes only."""
    for name in QUEUES:
        queue = open_queue(redis, name)
        clean_registries(queue)
        clean_worker_registry(queue)
