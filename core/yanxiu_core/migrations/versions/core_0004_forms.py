"""Forms in versions, and answers to them on activities, evidence and records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from yanxiu_core.database.security import secure

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables under row-level security, then widen what carries answers."""
    _create_form_versions()
    _create_activity_answers()
    for table, grants in (
        ("form_versions", "SELECT, INSERT"),
        ("activity_answers", "SELECT, INSERT, UPDATE (superseded_at)"),
    ):
        for statement in secure(table, grants=grants):
            op.execute(statement)
    for table in ("activities", "evidence", "records"):
        op.add_column(table, sa.Column("plugin_kind", sa.Text(), nullable=True))
    for table in ("evidence", "records"):
        _add_answers(table)
    op.drop_constraint("ck_evidence_text_or_file", "evidence")
    op.create_check_constraint("text_or_file", "evidence", "num_nonnulls(body, file_id) <= 1")
    op.create_check_constraint("content", "evidence", "num_nonnulls(body, file_id, answers) > 0")


def _create_form_versions() -> None:
    op.create_table(
        "form_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("schema", postgresql.JSONB(), nullable=False),
        sa.Column("ui", postgresql.JSONB(), nullable=False),
        sa.Column("refers", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("origin IN ('plugin', 'county', 'school')", name="origin"),
        sa.CheckConstraint("(unit_id IS NOT NULL) = (origin = 'school')", name="unit"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_form_versions_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name="fk_form_versions_tenant_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_form_versions"),
    )
    op.create_index("ix_form_versions_form", "form_versions", ["tenant_id", "form"])


def _create_activity_answers() -> None:
    op.create_table(
        "activity_answers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("form_version_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "activity_id"],
            ["activities.tenant_id", "activities.id"],
            name="fk_activity_answers_tenant_id_activity_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "form_version_id"],
            ["form_versions.tenant_id", "form_versions.id"],
            name="fk_activity_answers_tenant_id_form_version_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_activity_answers"),
    )
    op.create_index(
        "uq_activity_answers_current",
        "activity_answers",
        ["tenant_id", "activity_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _add_answers(table: str) -> None:
    op.add_column(table, sa.Column("form_version_id", sa.Uuid(), nullable=True))
    op.add_column(table, sa.Column("answers", postgresql.JSONB(), nullable=True))
    op.create_check_constraint("answers", table, "(answers IS NULL) = (form_version_id IS NULL)")
    op.create_foreign_key(
        f"fk_{table}_tenant_id_form_version_id",
        table,
        "form_versions",
        ["tenant_id", "form_version_id"],
        ["tenant_id", "id"],
    )
