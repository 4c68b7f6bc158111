"""The table of import problems."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, tenant_key


class ImportProblem(TenantRow, Base):
    """One problem in one row of an imported file: where it stands, what it says, why it cannot be taken.

    `severity`: `error` refuses the row, `warning` lets it pass and tells.
    """

    __tablename__ = "import_problems"
    __table_args__ = (
        tenant_key("jobs", "job_id"),
        Index("ix_import_problems_job", "tenant_id", "job_id", "position"),
    )

    job_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(doc="order within the file")
    sheet: Mapped[str]
    row: Mapped[int]
    column: Mapped[str]
    value: Mapped[str]
    code: Mapped[str]
    severity: Mapped[str] = mapped_column(default="error")
    zh: Mapped[str]
    en: Mapped[str]
