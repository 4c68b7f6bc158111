"""The table of access tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created, tenant_key


class AccessToken(TenantRow, Base):
    """A credential of an integrator or a person: a random 256-bit secret, of which only the SHA-256 is kept.

    `unit_id` narrows its role to a unit and all below it, `person_id` to one person; without both it reaches the
    whole tenant.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (tenant_key("people", "person_id"), tenant_key("org_units", "unit_id"))

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    name: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    secret_sha256: Mapped[str]
    created_at: Mapped[datetime] = created()
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
