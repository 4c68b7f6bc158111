"""The table of jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created

QUEUED, RUNNING, SUCCEEDED, FAILED = "queued", "running", "succeeded", "failed"


class Job(TenantRow, Base):
    """A piece of long work: an import, an export, judging a county. Its effect and its final state commit together.

    `actor` is the caller as it was, so that the work is done with the caller's rights and audited in their name.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_kind", "tenant_id", "kind", "id"),
        CheckConstraint("state IN ('queued', 'running', 'succeeded', 'failed')", name="state"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=QUEUED)
    input: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None]
    error_zh: Mapped[str | None]
    error_en: Mapped[str | None]
    actor: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = created()
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
