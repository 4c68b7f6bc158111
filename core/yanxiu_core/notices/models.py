"""Tables of public notices."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, tenant_key


class PublicNotice(TenantRow, Base):
    """What a unit shows in public of the claims at a notice step, for `days` working days; both ends are included."""

    __tablename__ = "public_notices"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        tenant_key("windows", "window_id"),
        Index("ix_public_notices_unit", "tenant_id", "unit_id"),
        CheckConstraint("starts_on <= ends_on", name="order"),
    )

    policy: Mapped[str]
    window_id: Mapped[UUID]
    step: Mapped[str]
    unit_id: Mapped[UUID]
    days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recorded_at: Mapped[datetime]


class NoticeRow(TenantRow, Base):
    """One row of a notice, as it was shown; a column that the policy does not show is empty."""

    __tablename__ = "notice_rows"
    __table_args__ = (
        tenant_key("public_notices", "notice_id"),
        tenant_key("claims", "claim_id"),
        tenant_key("claim_versions", "version_id"),
        UniqueConstraint("tenant_id", "notice_id", "claim_id"),
        Index("ix_notice_rows_claim", "tenant_id", "claim_id"),
    )

    notice_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    version_id: Mapped[UUID]
    position: Mapped[int]
    unit: Mapped[str | None]
    name: Mapped[str | None]
    hours: Mapped[Decimal | None]
    conclusion: Mapped[str | None] = mapped_column(
        doc="met, missed or exempt; in words by the policy's labels"
    )
