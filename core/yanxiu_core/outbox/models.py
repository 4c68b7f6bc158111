"""The outbox: a local table of ids, without row-level security."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from yanxiu_core.database.base import Base, created


class OutboxRow(Base):
    """A job to be done, written with the change that caused it and removed with the effect it has.

    The job's transaction begins by deleting this row: the row and the effect go together or not at all, so an effect
    happens once however often the job is delivered. `enqueued_at` is the relay's mark; the sweeper offers a row
    again that was enqueued and is still here.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_enqueued_at", "enqueued_at"), {"info": {"scope": "local"}})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[UUID]
    queue: Mapped[str]
    job_id: Mapped[UUID]
    created_at: Mapped[datetime] = created()
    enqueued_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
