"""The core nouns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from yanxiu_core.database.security import APP, PLATFORM, RELAY, secure

revision = "core_0001"
down_revision = None
branch_labels = ("core",)
depends_on = None

# What the service may do with each table; a line or an audit record is never
# changed, a recorded row is superseded and nothing else.
SECURED = (
    ("calendar_periods", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("tenants", "SELECT"),
    ("windows", "SELECT, INSERT, UPDATE, DELETE"),
    ("activities", "SELECT, INSERT, UPDATE, DELETE"),
    ("audit_records", "SELECT, INSERT"),
    ("codes", "SELECT, INSERT, UPDATE, DELETE"),
    ("files", "SELECT, INSERT, UPDATE, DELETE"),
    ("jobs", "SELECT, INSERT, UPDATE, DELETE"),
    ("org_units", "SELECT, INSERT, UPDATE, DELETE"),
    ("people", "SELECT, INSERT, UPDATE, DELETE"),
    ("tenant_heads", "SELECT, UPDATE"),
    ("activity_segments", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("activity_units", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("adoptions", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("evidence", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("import_problems", "SELECT, INSERT, UPDATE, DELETE"),
    ("ledger_lines", "SELECT, INSERT"),
    ("obligations", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("org_edges", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("org_successions", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("org_unit_facts", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("participations", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("person_facts", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("person_units", "SELECT, INSERT, UPDATE (superseded_at)"),
    ("verdicts", "SELECT, INSERT, UPDATE, DELETE"),
)


def upgrade() -> None:
    """Create the tables, then put each under row-level security."""
    op.create_table(
        "calendar_periods",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_calendar_periods_order")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_periods")),
    )
    op.create_index(
        "uq_calendar_periods_current",
        "calendar_periods",
        ["tenant_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        info={"scope": "local"},
    )
    op.create_index("ix_outbox_enqueued_at", "outbox", ["enqueued_at"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
        info={"scope": "reference"},
    )
    op.create_table(
        "windows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("teaching_weeks", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_windows")),
        sa.UniqueConstraint("tenant_id", "kind", "key", name=op.f("uq_windows_tenant_id_kind_key")),
    )
    op.create_table(
        "activities",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'confirmed', 'cancelled')", name=op.f("ck_activities_state")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_activities_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_activities")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_activities_tenant_id_number")),
    )
    op.create_index("ix_activities_date", "activities", ["tenant_id", "starts_on", "number"], unique=False)
    op.create_table(
        "audit_records",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_audit_records_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_records")),
    )
    op.create_index("ix_audit_records_at", "audit_records", ["tenant_id", "at"], unique=False)
    op.create_table(
        "codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_codes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_codes")),
        sa.UniqueConstraint("tenant_id", "system", "code", name=op.f("uq_codes_tenant_id_system_code")),
    )
    op.create_table(
        "files",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'stored')", name=op.f("ck_files_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_files_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_files")),
    )
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("input", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error_zh", sa.Text(), nullable=True),
        sa.Column("error_en", sa.Text(), nullable=True),
        sa.Column("actor", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'succeeded', 'failed')", name=op.f("ck_jobs_state")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_jobs_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_kind", "jobs", ["tenant_id", "kind", "id"], unique=False)
    op.create_table(
        "org_units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_org_units_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_org_units")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_org_units_tenant_id_code")),
    )
    op.create_index("ix_org_units_name", "org_units", ["tenant_id", "name"], unique=False)
    op.create_table(
        "people",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_people_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_people")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_people_tenant_id_number")),
    )
    op.create_index("ix_people_name", "people", ["tenant_id", "name"], unique=False)
    op.create_table(
        "tenant_heads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_tenant_heads_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant_heads")),
    )
    op.create_table(
        "activity_segments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("periods", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("periods > 0", name=op.f("ck_activity_segments_periods")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_activity_segments_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "activity_id"],
            ["activities.tenant_id", "activities.id"],
            name=op.f("fk_activity_segments_tenant_id_activity_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_activity_segments")),
    )
    op.create_index(
        "uq_activity_segments_current",
        "activity_segments",
        ["tenant_id", "activity_id", "position"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "activity_units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "activity_id"],
            ["activities.tenant_id", "activities.id"],
            name=op.f("fk_activity_units_tenant_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_activity_units_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_activity_units")),
    )
    op.create_index(
        "ix_activity_units_activity", "activity_units", ["tenant_id", "activity_id"], unique=False
    )
    op.create_index("ix_activity_units_unit", "activity_units", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "adoptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_adoptions_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_adoptions")),
    )
    op.create_index(
        "uq_adoptions_current",
        "adoptions",
        ["tenant_id", "policy", "unit_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "evidence",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(body IS NULL) <> (file_id IS NULL)", name=op.f("ck_evidence_text_or_file")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "activity_id"],
            ["activities.tenant_id", "activities.id"],
            name=op.f("fk_evidence_tenant_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_evidence_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_evidence_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_person", "evidence", ["tenant_id", "person_id", "kind"], unique=False)
    op.create_index(
        "uq_evidence_current",
        "evidence",
        ["tenant_id", "series_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "import_problems",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"],
            ["jobs.tenant_id", "jobs.id"],
            name=op.f("fk_import_problems_tenant_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_problems")),
    )
    op.create_index(
        "ix_import_problems_job", "import_problems", ["tenant_id", "job_id", "position"], unique=False
    )
    op.create_table(
        "ledger_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("activity_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("conversion", sa.Text(), nullable=False),
        sa.Column("assurance", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(policy = '') = (conversion = '')", name=op.f("ck_ledger_lines_converted")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "activity_id"],
            ["activities.tenant_id", "activities.id"],
            name=op.f("fk_ledger_lines_tenant_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_ledger_lines_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ledger_lines")),
    )
    op.create_index("ix_ledger_lines_activity", "ledger_lines", ["tenant_id", "activity_id"], unique=False)
    op.create_index(
        "ix_ledger_lines_policy",
        "ledger_lines",
        ["tenant_id", "policy", "measure", "person_id", "on_date"],
        unique=False,
    )
    op.create_index(
        "ix_ledger_lines_source",
        "ledger_lines",
        ["tenant_id", "source_id"],
        unique=False,
        postgresql_where=sa.text("reverses_id IS NULL"),
    )
    op.create_index(
        "uq_ledger_lines_reversal",
        "ledger_lines",
        ["tenant_id", "reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "obligations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("window_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=15, scale=6), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'exempt') = (amount IS NULL)", name=op.f("ck_obligations_amount")),
        sa.CheckConstraint("kind IN ('exempt', 'pro_rata', 'set')", name=op.f("ck_obligations_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_obligations_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_obligations")),
    )
    op.create_index(
        "uq_obligations_current",
        "obligations",
        ["tenant_id", "person_id", "rule", "window_key"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "org_edges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("structure", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("unit_id <> parent_id", name=op.f("ck_org_edges_not_itself")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_org_edges_tenant_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_org_edges_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_org_edges")),
    )
    op.create_index("ix_org_edges_parent", "org_edges", ["tenant_id", "structure", "parent_id"], unique=False)
    op.create_index(
        "uq_org_edges_current",
        "org_edges",
        ["tenant_id", "structure", "unit_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL AND structure = 'management'"),
    )
    op.create_table(
        "org_successions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "successor_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_org_successions_tenant_id_successor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_org_successions_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_org_successions")),
    )
    op.create_table(
        "org_unit_facts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_org_unit_facts_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_org_unit_facts")),
    )
    op.create_index(
        "uq_org_unit_facts_current",
        "org_unit_facts",
        ["tenant_id", "unit_id", "kind", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "participations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attended_minutes", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attended_minutes >= 0", name=op.f("ck_participations_minutes")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "activity_id"],
            ["activities.tenant_id", "activities.id"],
            name=op.f("fk_participations_tenant_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_participations_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_participations")),
    )
    op.create_index("ix_participations_person", "participations", ["tenant_id", "person_id"], unique=False)
    op.create_index(
        "uq_participations_current",
        "participations",
        ["tenant_id", "activity_id", "position", "person_id", "role"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "person_facts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_person_facts_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_facts")),
    )
    op.create_index(
        "uq_person_facts_current",
        "person_facts",
        ["tenant_id", "person_id", "kind", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "person_units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_person_units_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_person_units_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_units")),
    )
    op.create_index(
        "ix_person_units_unit", "person_units", ["tenant_id", "unit_id", "relation"], unique=False
    )
    op.create_index(
        "uq_person_units_current",
        "person_units",
        ["tenant_id", "person_id", "relation", "unit_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "verdicts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("measured", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("required", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("capped", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("registered", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("reviewed", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("certified", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("comparator", sa.Text(), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column("eligible_on", sa.Date(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "adoption_id"],
            ["adoptions.tenant_id", "adoptions.id"],
            name=op.f("fk_verdicts_tenant_id_adoption_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_verdicts_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_verdicts_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "window_id"],
            ["windows.tenant_id", "windows.id"],
            name=op.f("fk_verdicts_tenant_id_window_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint(
            "tenant_id",
            "rule",
            "window_id",
            "person_id",
            name=op.f("uq_verdicts_tenant_id_rule_window_id_person_id"),
        ),
    )
    op.create_index("ix_verdicts_person", "verdicts", ["tenant_id", "person_id"], unique=False)
    op.create_index(
        "ix_verdicts_unit", "verdicts", ["tenant_id", "rule", "window_id", "unit_id"], unique=False
    )

    for table, grants in SECURED:
        for statement in secure(table, grants=grants):
            op.execute(statement)
    # The outbox holds ids only and has no row-level security: the service adds and removes, the relay reads and marks.
    op.execute(f"GRANT INSERT, DELETE, SELECT, UPDATE ON outbox TO {APP}")
    op.execute(f"GRANT SELECT, UPDATE ON outbox TO {RELAY}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO {PLATFORM}")
    op.execute(f"GRANT INSERT ON tenants, tenant_heads TO {PLATFORM}")


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_verdicts_unit", table_name="verdicts")
    op.drop_index("ix_verdicts_person", table_name="verdicts")
    op.drop_table("verdicts")
    op.drop_index(
        "uq_person_units_current",
        table_name="person_units",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index("ix_person_units_unit", table_name="person_units")
    op.drop_table("person_units")
    op.drop_index(
        "uq_person_facts_current",
        table_name="person_facts",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("person_facts")
    op.drop_index(
        "uq_participations_current",
        table_name="participations",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index("ix_participations_person", table_name="participations")
    op.drop_table("participations")
    op.drop_index(
        "uq_org_unit_facts_current",
        table_name="org_unit_facts",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("org_unit_facts")
    op.drop_table("org_successions")
    op.drop_index(
        "uq_org_edges_current",
        table_name="org_edges",
        postgresql_where=sa.text("superseded_at IS NULL AND structure = 'management'"),
    )
    op.drop_index("ix_org_edges_parent", table_name="org_edges")
    op.drop_table("org_edges")
    op.drop_index(
        "uq_obligations_current", table_name="obligations", postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.drop_table("obligations")
    op.drop_index(
        "uq_ledger_lines_reversal",
        table_name="ledger_lines",
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_ledger_lines_source", table_name="ledger_lines", postgresql_where=sa.text("reverses_id IS NULL")
    )
    op.drop_index("ix_ledger_lines_policy", table_name="ledger_lines")
    op.drop_index("ix_ledger_lines_activity", table_name="ledger_lines")
    op.drop_table("ledger_lines")
    op.drop_index("ix_import_problems_job", table_name="import_problems")
    op.drop_table("import_problems")
    op.drop_index(
        "uq_evidence_current", table_name="evidence", postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.drop_index("ix_evidence_person", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(
        "uq_adoptions_current", table_name="adoptions", postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.drop_table("adoptions")
    op.drop_index("ix_activity_units_unit", table_name="activity_units")
    op.drop_index("ix_activity_units_activity", table_name="activity_units")
    op.drop_table("activity_units")
    op.drop_index(
        "uq_activity_segments_current",
        table_name="activity_segments",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("activity_segments")
    op.drop_table("tenant_heads")
    op.drop_index("ix_people_name", table_name="people")
    op.drop_table("people")
    op.drop_index("ix_org_units_name", table_name="org_units")
    op.drop_table("org_units")
    op.drop_index("ix_jobs_kind", table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("files")
    op.drop_table("codes")
    op.drop_index("ix_audit_records_at", table_name="audit_records")
    op.drop_table("audit_records")
    op.drop_index("ix_activities_date", table_name="activities")
    op.drop_table("activities")
    op.drop_table("windows")
    op.drop_table("tenants")
    op.drop_index("ix_outbox_enqueued_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(
        "uq_calendar_periods_current",
        table_name="calendar_periods",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("calendar_periods")
