"""Forms that counties upload for exporters to fill."""

import sqlalchemy as sa
from alembic import op

from yanxiu_core.database.security import secure

revision = "core_0010"
down_revision = "core_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table under row-level security; forms are retired, never deleted."""
    op.create_table(
        "export_templates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exporter", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()
        ),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name="fk_export_templates_tenant_id_file_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_export_templates"),
    )
    op.create_index(
        "uq_export_templates_current",
        "export_templates",
        ["tenant_id", "exporter", "title"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    for statement in secure("export_templates", grants="SELECT, INSERT, UPDATE"):
        op.execute(statement)
