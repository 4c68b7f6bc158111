"""The table of stored files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import BIGINT, Base, TenantRow, created


class StoredFile(TenantRow, Base):
    """A file in the object store, under the key `<tenant>/<id>`; `pending` until its bytes have arrived whole."""

    __tablename__ = "files"
    __table_args__ = (CheckConstraint("state IN ('pending', 'stored')", name="state"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    name: Mapped[str]
    media_type: Mapped[str]
    purpose: Mapped[str] = mapped_column(doc="upload, export, problems, image or thumbnail")
    state: Mapped[str] = mapped_column(default="pending")
    size: Mapped[int | None] = mapped_column(BIGINT)
    sha256: Mapped[str | None]
    owner_id: Mapped[UUID | None] = mapped_column(
        doc="the credential that made it; others need its permission"
    )
    created_at: Mapped[datetime] = created()
    expires_at: Mapped[datetime | None]
