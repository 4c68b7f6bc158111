"""Tables of seals and certified results."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key


class Seal(TenantRow, Base):
    """A set of results frozen together: `manifest` is the SHA-256 over the hashes of its rows in their order."""

    __tablename__ = "seals"
    __table_args__ = (
        tenant_key("windows", "window_id"),
        tenant_key("people", "sealed_by"),
        UniqueConstraint("tenant_id", "number"),
    )

    policy: Mapped[str]
    window_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(doc="counts the county's seals")
    manifest: Mapped[str]
    rows: Mapped[int]
    document: Mapped[str]
    reason: Mapped[str] = mapped_column(doc="why results are superseded; empty for a first seal")
    sealed_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class CertifiedResult(TenantRow, Recorded, Base):
    """A person's certified result, as printed: superseded by a later one, which names it, and never changed."""

    __tablename__ = "certified_results"
    __table_args__ = (
        tenant_key("seals", "seal_id"),
        tenant_key("claims", "claim_id"),
        tenant_key("claim_versions", "version_id"),
        tenant_key("people", "person_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("certified_results", "supersedes_id"),
        UniqueConstraint("tenant_id", "number"),
        Index(
            "uq_certified_results_current",
            "tenant_id",
            "claim_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    seal_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    version_id: Mapped[UUID]
    supersedes_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    policy: Mapped[str]
    window_key: Mapped[str]
    number: Mapped[str]
    person_number: Mapped[str]
    person_name: Mapped[str]
    unit_name: Mapped[str]
    measured: Mapped[Decimal]
    required: Mapped[Decimal]
    status: Mapped[str] = mapped_column(doc="met, missed or exempt")
    row: Mapped[str] = mapped_column(doc="the canonical row, a JSON array")
    row_sha256: Mapped[str]
    check_code: Mapped[str]
