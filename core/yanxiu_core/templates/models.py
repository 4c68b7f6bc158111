"""The table of forms that counties uploaded."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created, tenant_key


class ExportTemplate(TenantRow, Base):
    """A county's own form for one exporter, known by its title; a later one of the same title retires it."""

    __tablename__ = "export_templates"
    __table_args__ = (
        tenant_key("files", "file_id"),
        Index(
            "uq_export_templates_current",
            "tenant_id",
            "exporter",
            "title",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    exporter: Mapped[str]
    title: Mapped[str]
    file_id: Mapped[UUID]
    created_at: Mapped[datetime] = created()
    retired_at: Mapped[datetime | None] = mapped_column(doc="it is listed no longer; its file stays")
