"""The table of evidence."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key


class Evidence(TenantRow, Recorded, Base):
    """One version of a piece of evidence; all versions share `series_id`, an edit supersedes the one before.

    Either a text with its character count (blanks and control characters not counted) and SHA-256, or a stored file.
    `on_date` is the day of the work, which a late entry keeps.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("activities", "activity_id"),
        tenant_key("files", "file_id"),
        Index(
            "uq_evidence_current",
            "tenant_id",
            "series_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_evidence_person", "tenant_id", "person_id", "kind"),
        CheckConstraint("(body IS NULL) <> (file_id IS NULL)", name="text_or_file"),
    )

    series_id: Mapped[UUID]
    person_id: Mapped[UUID]
    activity_id: Mapped[UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    on_date: Mapped[date]
    body: Mapped[str | None]
    characters: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str]
    file_id: Mapped[UUID | None]
