"""Looks at the clock for all counties: what is due in one is started in a transaction of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from yanxiu_core.access.actor import OPERATOR
from yanxiu_core.database.transactions import Database
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.schedules.service import planned, start_due
from yanxiu_workers.outage import Outage, pause
from yanxiu_workers.runtime import OpenWork

log = structlog.get_logger(__name__)

_SIGN, _SIGN_TTL = "yanxiu:scheduler", 120  # seconds; `yanxiu doctor` looks for it
Dues = tuple[datetime, ...]


@dataclass(slots=True)
class Clock:
    """What a scheduler works with: `app` is the role `yanxiu_app`, `tenants` tells every county with its zone."""

    app: Database
    redis: Redis
    registry: Registry
    open_work: OpenWork
    tenants: Callable[[], Iterable[tuple[UUID, str]]]
    _seen: dict[UUID, Dues] = field(default_factory=dict)

    def tick(self, now: datetime) -> int:
        """Start what is due; returns how many jobs. A county is asked only when a due time has passed there.

        Raises SQLAlchemyError when the list of counties cannot be had. A county that fails is logged and asked again
        at the next tick; the others go on.
        """
        dues: dict[str, Dues] = {}
        started = 0
        for tenant_id, zone in self.tenants():
            due = dues.get(zone) or dues.setdefault(zone, self._dues(ZoneInfo(zone), now))
            if self._seen.get(tenant_id) == due:
                continue
            try:
                started += self._start(tenant_id, now)
                self._seen[tenant_id] = due
            except Exception:
                # One county's trouble (a lock, a row of an older version) must not stop the clock of all others.
                log.exception("schedules of a tenant failed", tenant_id=str(tenant_id))
        return started

    def _start(self, tenant_id: UUID, now: datetime) -> int:
        with self.app.transaction(tenant_id) as session:
            return len(start_due(self.open_work(session, tenant_id, OPERATOR, "scheduler"), now))

    def _dues(self, zone: ZoneInfo, now: datetime) -> Dues:
        return tuple(plan.schedule.last_due(zone, now) for plan in planned(self.registry))


def run_clock(clock: Clock, stop: Callable[[], bool], interval: float) -> None:
    """Look at the clock every `interval` seconds until `stop()` is true; outages are waited for."""
    outage = Outage("scheduler")
    while not stop():
        try:
            clock.tick(datetime.now(UTC))
            clock.redis.set(_SIGN, "alive", ex=_SIGN_TTL)
        except (RedisError, SQLAlchemyError) as error:
            pause(outage.wait(error), stop)
        else:
            outage.end()
            pause(interval, stop)


def clock_runs(redis: Redis) -> bool:
    """Whether a scheduler has given a sign of life within two minutes. Raises RedisError."""
    return bool(redis.exists(_SIGN))
