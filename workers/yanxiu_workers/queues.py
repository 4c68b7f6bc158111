"""The queues in Valkey: their names, the connection, and how a job gets into one."""

from collections.abc import Sequence
from uuid import UUID

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.settings import WorkerSettings

TASK = "yanxiu_workers.tasks.perform"
_FAILURE_TTL = 86_400  # seconds that rq keeps its own note of a failure; the job's row is what counts


def connect(url: str) -> Redis:
    """A client that notices a dead server within seconds and gets over a restart of one. Connects lazily."""
    return Redis.from_url(
        url,
        socket_connect_timeout=2,
        socket_timeout=5,
        health_check_interval=15,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), 3),
    )


def open_queue(redis: Redis, name: str) -> Queue:
    """The rq queue of this name. JSON and not pickle: whoever can write to Valkey must not run code here."""
    return Queue(name, connection=redis, serializer="json")


def living_workers(redis: Redis, name: str) -> int:
    """How many workers serve the queue, by their heartbeats. Raises RedisError."""
    return Worker.count(queue=open_queue(redis, name))


def offer(queue: Queue, outbox_id: UUID, tenant_id: UUID, settings: WorkerSettings) -> bool:
    """Put an outbox row's job into the queue; False when rq has it already. Raises RedisError.

    rq's own Retry is left out on purpose: the outbox row counts attempts and the sweeper offers it again, which
    also works when Valkey has lost everything. With `result_ttl=0` rq forgets a job that has ended.
    """
    try:
        queue.enqueue_call(
            TASK,
            args=(str(outbox_id), str(tenant_id)),
            job_id=str(outbox_id),
            unique=True,
            timeout=settings.job_timeout,
            result_ttl=0,
            failure_ttl=_FAILURE_TTL,
        )
    except DuplicateJobError:
        return False
    return True


def mark_offered(session: Session, rows: Sequence[OutboxRow]) -> None:
    """Note that these rows' jobs were put into their queues just now."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_([row.id for row in rows]))
        .values(enqueued_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )
