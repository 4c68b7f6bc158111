"""The unit of work: one transaction, in one tenant, on behalf of one actor."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Access, require
from yanxiu_core.database import revisions
from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.errors import Invalid, NotFound
from yanxiu_core.files.port import ObjectStore
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.tenancy import head
from yanxiu_core.tenancy.models import Tenant, TenantHead

T = TypeVar("T")

_ZONE = (
    select(Tenant.__table__.c.zone)
    .where(Tenant.__table__.c.tenant_id == bindparam("tenant"))
    .execution_options(**REPEATED)
)


@dataclass(slots=True)
class Work:
    """What every service gets first. Services never commit: the edge (request, job, command) ends the transaction."""

    session: Session
    tenant_id: UUID
    zone: ZoneInfo
    actor: Actor
    access: Access
    registry: Registry
    store: ObjectStore
    request_id: str
    today: date
    language: str = "zh-CN"
    plugin: str = ""
    """The plugin whose command this is; empty for those of the platform."""
    _recorded_at: datetime | None = field(default=None, init=False)

    def require(self, permission: Permission, unit_id: UUID | None = None) -> None:
        """Refuse (Forbidden) unless the actor holds the permission on the unit, or on the whole tenant without one."""
        require(self.access, permission, unit_id)

    def record(self) -> datetime:
        """Lock the tenant's head row and take this transaction's `recorded_at`, strictly after every earlier one.

        Whoever changes an input of verdicts, or judges a whole county, calls this before it reads what it decides on;
        the lock is held until the transaction ends, so a fact confirmed meanwhile is judged after.
        """
        if self._recorded_at is None:
            return self._take(head.tick(self.session, self.tenant_id))
        return self._recorded_at

    def record_and_read(self, guarded: head.Guarded, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """`record()`, and with it a reading of what its lock protects; the tenant is added to the values."""
        self.session.flush()
        bound = {head.TENANT: self.tenant_id, **values}
        if self._recorded_at is not None:
            return guarded.read(self.session, bound)
        tick, rows = guarded.tick(self.session, bound)
        self._take(tick)
        return rows

    def _take(self, tick: head.Tick) -> datetime:
        self._recorded_at = tick.recorded_at
        revisions.settle(self.session, tick.revision)
        return tick.recorded_at

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` works out of the tenant's configuration and the registry alone, at its first call.

        After `record()` it is kept for all transactions of the process that find the same configuration, before for this
        one. The key names whatever else the value rests on; the value is not to be changed.
        """
        # What is pending is written first: a change of the configuration among it makes another revision.
        self.session.flush()
        memory, revision = revisions.memory_of(self.session, self.registry.memory)
        return memory.kept((self.tenant_id, self.zone.key, revision, key), make)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """What is done in the block is undone at its end: to see what would happen. The moment taken is given back."""
        before = self._recorded_at
        savepoint = self.session.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()
            self._recorded_at = before

    def settled(self, moment: datetime) -> None:
        """Wait until nothing more can be recorded at or before a moment, so that what was known then stays known.

        A transaction takes its `recorded_at` before it commits; a moment after the last committed one may still be
        overtaken by it. Raises Invalid for a moment that lies ahead.
        """
        clock = select(TenantHead.recorded_at, func.clock_timestamp().label("now")).where(
            TenantHead.tenant_id == self.tenant_id
        )
        row = self.session.execute(clock).one()
        if moment > row.now:
            raise Invalid(
                f"knownAt {moment.isoformat()} 还没有到；请给出过去的时刻",
                f"knownAt {moment.isoformat()} lies ahead; give a moment in the past",
                field="knownAt",
            )
        if moment >= row.recorded_at:
            head.wait(self.session, self.tenant_id)


def open_work(
    session: Session,
    tenant_id: UUID,
    *,
    actor: Actor,
    access: Access,
    registry: Registry,
    store: ObjectStore,
    request_id: str,
    today: date | None = None,
    language: str = "zh-CN",
) -> Work:
    """Begin work in a tenant whose transaction is bound already. `today` is the tenant's day unless given."""
    session.flush()
    name = session.connection().execute(_ZONE, {"tenant": tenant_id}).scalar_one_or_none()
    if name is None:
        raise NotFound("没有这个租户(县)", "No such tenant")
    zone = ZoneInfo(name)
    return Work(
        session=session,
        tenant_id=tenant_id,
        zone=zone,
        actor=actor,
        access=access,
        registry=registry,
        store=store,
        request_id=request_id,
        today=today or datetime.now(zone).date(),
        language=language,
    )
