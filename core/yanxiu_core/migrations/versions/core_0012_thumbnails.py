"""Thumbnails of the pictures among the evidence."""

import sqlalchemy as sa
from alembic import op

revision = "core_0012"
down_revision = "core_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the thumbnail, and find evidence by its files: a file that is deleted is looked for here."""
    op.add_column("evidence", sa.Column("thumbnail_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_evidence_tenant_id_thumbnail_id"),
        "evidence",
        "files",
        ["tenant_id", "thumbnail_id"],
        ["tenant_id", "id"],
    )
    for name, column in (("ix_evidence_file", "file_id"), ("ix_evidence_thumbnail", "thumbnail_id")):
        op.create_index(
            name, "evidence", ["tenant_id", column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )
