"""Moves the outbox into the queues, and looks after what was lost on the way."""

import math
import time
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from yanxiu_core.database.transactions import Database
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.outage import Outage, pause
from yanxiu_workers.queues import mark_offered, offer, open_queue
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.sweeper import sweep

BATCH = 50
"""Rows of one transaction: a job that starts at once waits for its row until the batch is committed."""


def relay(database: Database, redis: Redis, settings: WorkerSettings) -> int:
    """Offer up to `BATCH` new rows and mark them; returns how many. Any number of relays may run at once.

    Raises RedisError or SQLAlchemyError; then nothing is marked. What was offered but not marked is claimed again,
    and rq has it already.
    """
    with database.transaction(None) as session:
        rows = session.scalars(
            select(OutboxRow)
            .where(OutboxRow.enqueued_at.is_(None))
            .order_by(OutboxRow.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            offer(open_queue(redis, row.queue), row.id, row.tenant_id, settings)
        mark_offered(session, rows)
    return len(rows)


def run_relay(database: Database, redis: Redis, settings: WorkerSettings, stop: Callable[[], bool]) -> None:
    """Relay and sweep until `stop()` is true; outages of Valkey or PostgreSQL are waited for.

    `database` is the role `yanxiu_relay`, which may do nothing but read and mark the outbox. The batch at hand is
    finished before the return.
    """
    outage = Outage("relay")
    next_sweep = -math.inf
    while not stop():
        try:
            moved = relay(database, redis, settings)
            if time.monotonic() >= next_sweep:
                sweep(database, redis, settings)
                next_sweep = time.monotonic() + settings.sweep_interval
        except (RedisError, SQLAlchemyError) as error:
            pause(outage.wait(error), stop)
        else:
            outage.end()
            pause(0.0 if moved == BATCH else settings.relay_interval, stop)
