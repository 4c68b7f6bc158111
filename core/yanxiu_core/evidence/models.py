"""The table of evidence."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key


class Evidence(TenantRow, Recorded, Base):
    """One version of a piece of evidence; all versions share `series_id`, an edit supersedes the one before.

    A text with its character count (blanks and control characters not counted) and SHA-256, or a stored file, or the
    answers to a form, which a text or a file may come with. A file with a thumbnail is a picture, written anew.
    `on_date` is the day of the work, which a late entry keeps.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("activities", "activity_id"),
        tenant_key("files", "file_id"),
        tenant_key("files", "thumbnail_id"),
        tenant_key("form_versions", "form_version_id"),
        Index(
            "uq_evidence_current",
            "tenant_id",
            "series_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_evidence_person", "tenant_id", "person_id", "kind"),
        Index(
            "ix_evidence_activity",
            "tenant_id",
            "activity_id",
            postgresql_where=text("activity_id IS NOT NULL"),
        ),
        # A file that is deleted is looked for here.
        Index("ix_evidence_file", "tenant_id", "file_id", postgresql_where=text("file_id IS NOT NULL")),
        Index(
            "ix_evidence_thumbnail",
            "tenant_id",
            "thumbnail_id",
            postgresql_where=text("thumbnail_id IS NOT NULL"),
        ),
        CheckConstraint("num_nonnulls(body, file_id) <= 1", name="text_or_file"),
        CheckConstraint("num_nonnulls(body, file_id, answers) > 0", name="content"),
        CheckConstraint("(answers IS NULL) = (form_version_id IS NULL)", name="answers"),
    )

    series_id: Mapped[UUID]
    person_id: Mapped[UUID]
    activity_id: Mapped[UUID | None]
    kind: Mapped[str]
    plugin_kind: Mapped[str | None] = mapped_column(doc="the code of a plugin's kind; `kind` is its word")
    title: Mapped[str]
    on_date: Mapped[date]
    body: Mapped[str | None]
    characters: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str]
    file_id: Mapped[UUID | None]
    thumbnail_id: Mapped[UUID | None]
    form_version_id: Mapped[UUID | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
