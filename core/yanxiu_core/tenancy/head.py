"""The tenant's head row: its lock, on which all that changes a verdict waits, and the moment that comes with it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import LockNotAvailable
from sqlalchemy import Row, Select, bindparam, func, literal, literal_column, select, true, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.errors import Conflict
from yanxiu_core.tenancy.models import TenantHead

TENANT = "tenant"
"""The name under which the tenant is bound in a guarded reading."""
_HEAD = TenantHead.__table__.c
_MINE = _HEAD.tenant_id == bindparam(TENANT)
_TICK = (
    update(TenantHead.__table__)
    .where(_MINE)
    .values(recorded_at=func.greatest(func.clock_timestamp(), _HEAD.recorded_at + timedelta(microseconds=1)))
    .returning(_HEAD.recorded_at, _HEAD.revision)
    .execution_options(**REPEATED)
)


class TenantBusy(Conflict):
    """The county is being imported into or re-judged, and this request does not wait longer."""

    code = "TENANT_BUSY"


@dataclass(frozen=True, slots=True)
class Tick:
    """The moment that was taken with the lock, strictly after every earlier one, and the configuration's revision."""

    recorded_at: datetime
    revision: UUID


class Guarded:
    """A reading of what the lock protects, taken with the lock in one statement: one round trip, not two.

    A statement sees what was committed when it began. Where the lock was waited for, others have committed since, and
    it is read again: the row that was locked is then another one than the statement saw.
    """

    def __init__(self, reading: Select[Any]) -> None:
        """The reading binds the tenant as `tenant`; it has no column of the name of one of the tick's."""
        ticked = _TICK.returning(literal_column("old.recorded_at").label("before")).cte("tick")
        seen = select(_HEAD.recorded_at).where(_MINE).scalar_subquery()
        read = reading.add_columns(literal(True).label("there")).subquery("reading")
        self._alone = reading.execution_options(**REPEATED)
        self._ticking = (
            select(
                ticked.c.recorded_at, ticked.c.revision, (ticked.c.before == seen).label("undisturbed"), read
            )
            .select_from(ticked)
            .outerjoin(read, true())
            .execution_options(**REPEATED)
        )

    def read(self, session: Session, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """What there is, read by whoever has the lock already."""
        return session.connection().execute(self._alone, values).all()

    def tick(self, session: Session, values: Mapping[str, Any]) -> tuple[Tick, Sequence[Row[Any]]]:
        """Take the lock and the moment, and read."""
        with _patience():
            found = session.connection().execute(self._ticking, values).all()
        first = found[0]
        taken = Tick(first.recorded_at, first.revision)
        if not first.undisturbed:
            return taken, self.read(session, values)
        return taken, found if first.there else ()


def tick(session: Session, tenant_id: UUID) -> Tick:
    """Take the lock and the moment. Raises TenantBusy where the lock does not come in the time that the edge allows."""
    with _patience():
        return Tick(*session.connection().execute(_TICK, {TENANT: tenant_id}).one())


def wait(session: Session, tenant_id: UUID) -> None:
    """Wait until whoever has the lock has ended. Raises TenantBusy."""
    shared = select(_HEAD.tenant_id).where(_MINE).with_for_update(read=True)
    with _patience():
        session.connection().execute(shared, {TENANT: tenant_id})


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
