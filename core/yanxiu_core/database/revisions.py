"""A tenant's configuration, and how a process knows that it has not changed.

Adoptions, the tree of units, calendars, codes, open windows and 补学 decisions change a few times a year and are looked at by every posting.
The tenant's head row carries a `revision`; whatever transaction writes a row of these tables gives it a new one, by `renew` and
in no other way. A revision is random, so that one that was rolled back never comes again with other content. Whoever
holds the head row's lock knows the revision and nobody else can change it: what was worked out of the configuration under
the same revision, in whatever transaction, is still right (see `Work.kept`).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import event, func, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, sessionmaker

from yanxiu_core.memory import Memory
from yanxiu_core.tenancy.models import TenantHead

TENANT, REVISION, OWN = "yanxiu.tenant", "yanxiu.revision", "yanxiu.memory"
"""In `Session.info`: the tenant that the session is bound to, the revision it knows of, what it keeps for itself."""


class Configures:
    """Mixin of models whose rows are a tenant's configuration: writing one gives the tenant a new revision."""

    if TYPE_CHECKING:
        tenant_id: Mapped[UUID]


def watch(sessions: sessionmaker[Session] | Session) -> None:
    """Have these sessions renew the revision with every change of a tenant's configuration."""
    event.listen(sessions, "before_flush", _before_flush)
    event.listen(sessions, "do_orm_execute", _before_execute)
    event.listen(sessions, "after_soft_rollback", lambda session, _: settle(session, None))


def settle(session: Session, revision: UUID | None) -> None:
    """From here on the session knows this revision, whose row it has locked, or none."""
    session.info[REVISION] = revision
    session.info[OWN] = Memory()


def memory_of(session: Session, shared: Memory) -> tuple[Memory, UUID | None]:
    """Where the session keeps what it works out of the configuration: with all others under the revision it knows, else
    for itself.
    """
    if session.info.get(REVISION) is None:
        own: Memory = session.info.setdefault(OWN, Memory())
        return own, None
    return shared, session.info[REVISION]


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    written = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    renew(session, {row.tenant_id for row in written if isinstance(row, Configures)})


def _before_execute(state: ORMExecuteState) -> None:
    """Bulk statements; they are of the tenant that the session is bound to."""
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and issubclass(mapper.class_, Configures):
            renew(state.session, {state.session.info[TENANT]})


def renew(session: Session, tenants: Iterable[UUID]) -> None:
    """Give these tenants a new revision. Statements of text, which nobody can look into, say by this what they wrote."""
    for tenant_id in tenants:
        renewed = (
            update(TenantHead)
            .where(TenantHead.tenant_id == tenant_id)
            .values(revision=func.gen_random_uuid())
            .execution_options(synchronize_session=False)
            .returning(TenantHead.revision)
        )
        with session.no_autoflush:
            settle(session, session.scalars(renewed).one())
