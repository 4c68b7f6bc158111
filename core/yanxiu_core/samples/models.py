"""Tables of samples."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Double, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, tenant_key


class Sample(TenantRow, Base):
    """A draw from the claims at a sample step: the published seed, where it comes from, and the share drawn."""

    __tablename__ = "samples"
    __table_args__ = (tenant_key("windows", "window_id"),)

    policy: Mapped[str]
    window_id: Mapped[UUID]
    step: Mapped[str]
    seed: Mapped[str]
    source: Mapped[str] = mapped_column(doc="how the seed came about, so that anybody can look it up")
    share: Mapped[Decimal] = mapped_column(Numeric(6, 4))
    population: Mapped[int]
    drawn: Mapped[int]
    recorded_at: Mapped[datetime]


class SampleRow(TenantRow, Base):
    """A claim that could be drawn: its weight, its place in the draw, and whether it was drawn."""

    __tablename__ = "sample_rows"
    __table_args__ = (
        tenant_key("samples", "sample_id"),
        tenant_key("claims", "claim_id"),
        tenant_key("claim_versions", "version_id"),
        UniqueConstraint("tenant_id", "sample_id", "claim_id"),
        Index("ix_sample_rows_claim", "tenant_id", "claim_id"),
    )

    sample_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    version_id: Mapped[UUID]
    weight: Mapped[Decimal]
    score: Mapped[float] = mapped_column(Double())
    place: Mapped[int] = mapped_column(doc="1 is drawn first")
    drawn: Mapped[bool]
