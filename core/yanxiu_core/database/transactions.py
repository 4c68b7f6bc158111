"""Transactions bound to one tenant: the only place where the tenant's scope is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from yanxiu_core.database import barring, repeated, revisions
from yanxiu_core.database.security import TENANT_SETTING
from yanxiu_core.database.undoing import undoing


class Database:
    """One role's access to the database. Sessions are bound to a tenant for each transaction."""

    def __init__(self, url: str, *, pool_size: int = 10, prepare: bool = False) -> None:
        """Connect lazily. With `prepare` statements that ask for it stay prepared on a connection; a pooler in
        transaction mode that stands in between must carry them.
        """
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"prepare_threshold": repeated.WHEN_ASKED if prepare else repeated.NEVER},
        )
        barring.watch(self.engine)
        repeated.watch(self.engine)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        revisions.watch(self._sessions)

    @contextmanager
    def transaction(self, tenant_id: UUID | None, *, patience: int = 0) -> Iterator[Session]:
        """Commit when the block ends, roll back when it raises. Without a tenant no tenant's row is visible.

        `patience` is how many seconds a statement waits for a lock; 0 waits as long as it takes.
        """
        with self._sessions() as session:
            if tenant_id is not None:
                _bind(session, tenant_id, patience)
            with session.begin(), undoing(session):
                yield session

    def analyze(self, *tables: str) -> None:
        """Tell the planner what a large commit has brought; autovacuum would, a minute later. Locks for a moment only."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.execute(text(f"ANALYZE {table}"))

    def dispose(self) -> None:
        """Close the pool's connections."""
        self.engine.dispose()


def _bind(session: Session, tenant_id: UUID, patience: int) -> None:
    session.info[revisions.TENANT] = tenant_id
    # SET LOCAL and not set_config(): Citus propagates only the former. A parsed UUID holds no quote.
    # Compiling a plan to machine code takes longer than any of our statements runs.
    statement = text(
        f"SET LOCAL {TENANT_SETTING} = '{UUID(str(tenant_id))}'; SET LOCAL jit = off; "
        f"{repeated.PLAN_ONCE}; SET LOCAL lock_timeout = '{int(patience)}s'"
    )

    @event.listens_for(session, "after_begin")
    def bind(_: Session, __: SessionTransaction, connection: Connection) -> None:
        connection.execute(statement)
        repeated.plans_once(connection)
