"""Lend a transaction's connection to code that must not be able to end it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, PoolProxiedConnection, event
from sqlalchemy.orm import Session

from yanxiu_core.database import revisions, undoing

ENDING = re.compile(
    r"""\s*(commit|end|abort|begin|start|rollback(?!\s+to)|prepare|discard|reset
        |set(?!\s+(local|constraints))|set\s+local\s+(role|session|app\.))\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Statements that would end the transaction or outlive it, or leave the tenant: by mistake, for a function call hides more."""


class Lent:
    """A connection whose holder can run statements, and neither commit, roll back, close nor invalidate it."""

    is_valid = True
    is_detached = False

    def __init__(self, owned: Any) -> None:
        """Lend what the pool has given out."""
        self._owned = owned
        # Shared: what is noted of the transaction holds for the holder and, afterwards, for the owner.
        self.info: dict[str, Any] = owned.info
        self.record_info: dict[str, Any] = {}
        self.dbapi_connection = owned.dbapi_connection
        self.driver_connection = owned.driver_connection

    @property
    def closed(self) -> bool:
        """Whether the server is gone, as psycopg tells."""
        return bool(self._owned.closed)

    @property
    def broken(self) -> bool:
        """Whether the server is gone, as psycopg tells."""
        return bool(self._owned.broken)

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """A cursor of the connection itself."""
        return self._owned.cursor(*arguments, **options)

    def commit(self) -> None:
        """Not the holder's to do."""

    def rollback(self) -> None:
        """Not the holder's to do; savepoints of its own it may roll back to."""

    def close(self) -> None:
        """Give it back, which changes nothing."""

    def invalidate(self, e: BaseException | None = None, soft: bool = False) -> None:
        """Not the holder's to do."""

    def detach(self) -> None:
        """Not the holder's to do."""


@contextmanager
def lent_session(owner: Session) -> Iterator[Session]:
    """A session in the owner's transaction; what it has not committed when the block ends is undone.

    Nothing is shared with the owner but the connection to the server, so that the holder may be a thread that the
    owner gives up at any moment.
    """
    lender = owner.connection()
    # SQLAlchemy asks for no more of a pooled connection than `Lent` has.
    connection = Connection(lender.engine, connection=cast("PoolProxiedConnection", Lent(lender.connection)))
    event.listen(connection, "before_cursor_execute", _refuse_ending)
    connection.begin()
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        session.info[undoing.UNDO] = undoing.done(owner)
        session.info[revisions.TENANT] = owner.info.get(revisions.TENANT)
        revisions.watch(session)
        yield session


def _refuse_ending(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if ENDING.match(statement):
        raise RuntimeError(f"not the plugin's to do, the transaction is its caller's: {statement[:60]}")


def take_back(owner: Session, lent: Session) -> None:
    """After the holder has committed: what the owner has loaded may be other now, and so may the configuration.

    A holder that has rolled back something of its own does not know the revision any more, and then the owner, whose own
    may be of before, does not either.
    """
    owner.expire_all()
    if revisions.REVISION in lent.info:
        revisions.settle(owner, lent.info[revisions.REVISION])
