"""The table of codes."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow
from yanxiu_core.database.revisions import Configures


class Code(Configures, TenantRow, Base):
    """One entry of a tenant's code table.

    `system`: `attendance_status`, `activity_kind`, `role`, ... `code` is the word the county's files use. `meaning`
    maps a local word to what the engine understands: an attendance status is `present`, `partial`, `excused` or
    `absent`. A word of a policy's catalogue may belong to another word there, and that is its meaning.
    """

    __tablename__ = "codes"
    __table_args__ = (UniqueConstraint("tenant_id", "system", "code"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    system: Mapped[str]
    code: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    meaning: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
