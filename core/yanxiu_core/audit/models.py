"""The table of audit records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created


class AuditRecord(TenantRow, Base):
    """One command: who, when, in which request, how many rows of what, and a digest of them.

    Written in the command's own transaction; the service may add and read records, never change them.
    """

    __tablename__ = "audit_records"
    __table_args__ = (Index("ix_audit_records_at", "tenant_id", "at"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    at: Mapped[datetime] = created()
    command: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    request_id: Mapped[str]
    counts: Mapped[dict[str, Any]]
    detail: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(doc="SHA-256 over the affected rows in canonical form")
