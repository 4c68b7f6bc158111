"""The unit of work: one transaction, in one tenant, on behalf of one actor."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.errors import LockNotAvailable
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Access, require
from yanxiu_core.database import revisions
from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.files.port import ObjectStore
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.tenancy.models import Tenant, TenantHead

T = TypeVar("T")

_HEAD = TenantHead.__table__.c
_TICK = (
    update(TenantHead.__table__)
    .where(_HEAD.tenant_id == bindparam("tenant"))
    .values(recorded_at=func.greatest(func.clock_timestamp(), _HEAD.recorded_at + timedelta(microseconds=1)))
    .returning(_HEAD.recorded_at, _HEAD.revision)
    .execution_options(**REPEATED)
)
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
            with _patience():
                ticked = self.session.connection().execute(_TICK, {"tenant": self.tenant_id})
            self._recorded_at, revision = ticked.one()
            revisions.settle(self.session, revision)
        return self._recorded_at

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
        head = select(TenantHead.recorded_at, func.clock_timestamp().label("now")).where(
            TenantHead.tenant_id == self.tenant_id
        )
        row = self.session.execute(head).one()
        if moment > row.now:
            raise Invalid(
                f"knownAt {moment.isoformat()} 还没有到；请给出过去的时刻",
                f"knownAt {moment.isoformat()} lies ahead; give a moment in the past",
                field="knownAt",
            )
        if moment >= row.recorded_at:
            with _patience():
                self.session.execute(head.with_for_update(read=True))


class TenantBusy(Conflict):
    """The county is being imported into or re-judged, and this request does not wait longer."""

    code = "TENANT_BUSY"


@contextmanager
def _patience() -> Iterator[None]:
    """A lock that did not come in the time that the edge allows is an answer, not a defect."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise TenantBusy(
                "本县正在导入或重新判定，请稍后再试",
                "The county is being imported into or re-judged; try again in a moment",
            ) from error
        raise


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
