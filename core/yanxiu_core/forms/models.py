"""The table of form versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created, tenant_key

PLUGIN, COUNTY, SCHOOL = "plugin", "county", "school"
"""Who has published a version; a school's may be that of any unit, for itself and all below it."""


class FormVersion(TenantRow, Base):
    """One version of a form, never changed: answers refer to it for ever, whatever becomes of the form or its plugin.

    The id is made of form, publisher and number. A plugin's version becomes a row with its first answer here.
    """

    __tablename__ = "form_versions"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index("ix_form_versions_form", "tenant_id", "form"),
        CheckConstraint("origin IN ('plugin', 'county', 'school')", name="origin"),
        CheckConstraint("(unit_id IS NOT NULL) = (origin = 'school')", name="unit"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    form: Mapped[str]
    origin: Mapped[str]
    unit_id: Mapped[UUID | None]
    number: Mapped[int]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    schema: Mapped[dict[str, Any]]
    ui: Mapped[dict[str, Any]]
    refers: Mapped[bool] = mapped_column(doc="whether answers hold ids of files, people, units or activities")
    digest: Mapped[str] = mapped_column(doc="SHA-256 of the schema in canonical form")
    created_at: Mapped[datetime] = created()
