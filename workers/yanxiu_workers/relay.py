"""Moves the outbox into the queues, and looks after what was lost on the way."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from yanxiu_core.database.transactions import Database
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.queues import offer, open_queue
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.sweeper import sweep

log = structlog.get_logger(__name__)

BATCH = 50
"""Rows of one transaction: a job that starts at once waits for its row until the batch is committed."""

_LONGEST_WAIT = 5.0  # seconds between two tries while a server is away
_LOG_INTERVAL = 60.0  # seconds between two lines about the same outage
_STOP_INTERVAL = 0.2  # seconds after which a request to stop is noticed


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
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_([row.id for row in rows]))
            .values(enqueued_at=func.clock_timestamp())
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def run_relay(database: Database, redis: Redis, settings: WorkerSettings, stop: Callable[[], bool]) -> None:
    """Relay and sweep until `stop()` is true; outages of Valkey or PostgreSQL are waited for.

    `database` is the role `yanxiu_relay`, which may do nothing but read and mark the outbox. The batch at hand is
    finished before the return.
    """
    outage = _Outage()
    next_sweep = -math.inf
    while not stop():
        try:
            moved = relay(database, redis, settings)
            if time.monotonic() >= next_sweep:
                sweep(database, redis, settings)
                next_sweep = time.monotonic() + settings.sweep_interval
        except (RedisError, SQLAlchemyError) as error:
            _pause(outage.wait(error), stop)
        else:
            outage.end()
            _pause(0.0 if moved == BATCH else settings.relay_interval, stop)


@dataclass(slots=True)
class _Outage:
    """A server is away: wait longer each time, and say so once a minute."""

    failures: int = 0
    logged_at: float = -math.inf

    def wait(self, error: Exception) -> float:
        """Note the failure; returns the seconds to wait."""
        self.failures += 1
        now = time.monotonic()
        if now - self.logged_at >= _LOG_INTERVAL:
            self.logged_at = now
            log.error("relay waits for a server", failures=self.failures, error=str(error))
        return min(0.1 * 2.0 ** min(self.failures, 10), _LONGEST_WAIT)

    def end(self) -> None:
        """A round went through."""
        if self.failures:
            log.info("relay works again", failures=self.failures)
            self.failures, self.logged_at = 0, -math.inf


def _pause(seconds: float, stop: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not stop():
        time.sleep(min(left, _STOP_INTERVAL))
