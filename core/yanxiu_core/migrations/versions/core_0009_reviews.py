"""Reviews: groups, claims, notices, objections, samples, seals and certified results."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from yanxiu_core.database.security import secure

revision = "core_0009"
down_revision = "core_0008"
branch_labels = None
depends_on = None

RECORDED = "SELECT, INSERT, UPDATE (superseded_at)"
ONCE = "SELECT, INSERT"
# What was decided, shown, drawn or sealed is never changed; a claim's place is the fold of it.
SECURED = (
    ("review_groups", RECORDED),
    ("review_members", ONCE),
    ("claims", "SELECT, INSERT, UPDATE"),
    ("claim_versions", ONCE),
    ("claim_additions", RECORDED),
    ("public_notices", ONCE),
    ("notice_rows", ONCE),
    ("objections", ONCE),
    ("claim_decisions", ONCE),
    ("samples", ONCE),
    ("sample_rows", ONCE),
    ("seals", ONCE),
    ("certified_results", RECORDED),
)


def upgrade() -> None:
    """Create the tables, then put each under row-level security."""
    _groups()
    _claims()
    _notices()
    _samples()
    _seals()
    for table, grants in SECURED:
        for statement in secure(table, grants=grants):
            op.execute(statement)


def _groups() -> None:
    op.create_table(
        "review_groups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_review_groups_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_review_groups")),
    )
    op.create_index(
        "uq_review_groups_current",
        "review_groups",
        ["tenant_id", "body", "unit_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "review_members",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.CheckConstraint("office IN ('chair', 'deputy', 'member')", name=op.f("ck_review_members_office")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["review_groups.tenant_id", "review_groups.id"],
            name=op.f("fk_review_members_tenant_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_review_members_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_review_members")),
        sa.UniqueConstraint(
            "tenant_id", "group_id", "person_id", name=op.f("uq_review_members_tenant_id_group_id_person_id")
        ),
    )
    op.create_index("ix_review_members_person", "review_members", ["tenant_id", "person_id"], unique=False)


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("review_unit_id", sa.Uuid(), nullable=False),
        sa.Column("group_unit_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(step = '') = (state IN ('ready', 'sealed'))", name=op.f("ck_claims_step")),
        sa.CheckConstraint(
            "state IN ('drafted', 'open', 'returned', 'ready', 'sealed')", name=op.f("ck_claims_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_claims_tenant_id_group_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_claims_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "review_unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_claims_tenant_id_review_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_claims_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "window_id"],
            ["windows.tenant_id", "windows.id"],
            name=op.f("fk_claims_tenant_id_window_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claims")),
        sa.UniqueConstraint(
            "tenant_id",
            "policy",
            "window_id",
            "person_id",
            name=op.f("uq_claims_tenant_id_policy_window_id_person_id"),
        ),
    )
    op.create_index("ix_claims_person", "claims", ["tenant_id", "person_id"], unique=False)
    op.create_index(
        "ix_claims_step",
        "claims",
        ["tenant_id", "policy", "window_id", "step", "review_unit_id"],
        unique=False,
    )
    op.create_table(
        "claim_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("measured", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("required", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("capped", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("trace", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("line_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_versions_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "frozen_by"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_claim_versions_tenant_id_frozen_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_versions")),
        sa.UniqueConstraint(
            "tenant_id", "claim_id", "number", name=op.f("uq_claim_versions_tenant_id_claim_id_number")
        ),
    )
    op.create_table(
        "claim_additions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("granted", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'granted') = (granted IS NOT NULL)", name=op.f("ck_claim_additions_granted")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'granted', 'refused')", name=op.f("ck_claim_additions_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_additions_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_claim_additions_tenant_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_claim_additions_tenant_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_additions")),
    )
    op.create_index("ix_claim_additions_claim", "claim_additions", ["tenant_id", "claim_id"], unique=False)
    op.create_index(
        "uq_claim_additions_current",
        "claim_additions",
        ["tenant_id", "series_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _notices() -> None:
    op.create_table(
        "public_notices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_public_notices_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_public_notices_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "window_id"],
            ["windows.tenant_id", "windows.id"],
            name=op.f("fk_public_notices_tenant_id_window_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_public_notices")),
    )
    op.create_index("ix_public_notices_unit", "public_notices", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "notice_rows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("hours", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_notice_rows_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_id"],
            ["public_notices.tenant_id", "public_notices.id"],
            name=op.f("fk_notice_rows_tenant_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["claim_versions.tenant_id", "claim_versions.id"],
            name=op.f("fk_notice_rows_tenant_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notice_rows")),
        sa.UniqueConstraint(
            "tenant_id", "notice_id", "claim_id", name=op.f("uq_notice_rows_tenant_id_notice_id_claim_id")
        ),
    )
    op.create_index("ix_notice_rows_claim", "notice_rows", ["tenant_id", "claim_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_row_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_objections_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_row_id"],
            ["notice_rows.tenant_id", "notice_rows.id"],
            name=op.f("fk_objections_tenant_id_notice_row_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_objections_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_objections")),
    )
    op.create_index("ix_objections_claim", "objections", ["tenant_id", "claim_id"], unique=False)
    op.create_table(
        "claim_decisions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=False),
        sa.Column("body_unit_id", sa.Uuid(), nullable=False),
        sa.Column("objection_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome = 'accept' OR reason <> ''", name=op.f("ck_claim_decisions_reason")),
        sa.CheckConstraint("outcome IN ('accept', 'return')", name=op.f("ck_claim_decisions_outcome")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "body_unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_claim_decisions_tenant_id_body_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_decisions_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decider_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_claim_decisions_tenant_id_decider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "objection_id"],
            ["objections.tenant_id", "objections.id"],
            name=op.f("fk_claim_decisions_tenant_id_objection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["claim_versions.tenant_id", "claim_versions.id"],
            name=op.f("fk_claim_decisions_tenant_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_decisions")),
    )
    op.create_index("ix_claim_decisions_claim", "claim_decisions", ["tenant_id", "claim_id"], unique=False)
    op.create_index(
        "uq_claim_decisions_objection",
        "claim_decisions",
        ["tenant_id", "objection_id"],
        unique=True,
        postgresql_where=sa.text("objection_id IS NOT NULL"),
    )
    op.create_index(
        "uq_claim_decisions_once",
        "claim_decisions",
        ["tenant_id", "version_id", "step", "decider_id"],
        unique=True,
        postgresql_where=sa.text("objection_id IS NULL"),
    )


def _samples() -> None:
    op.create_table(
        "samples",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("share", sa.Numeric(precision=6, scale=4), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "window_id"],
            ["windows.tenant_id", "windows.id"],
            name=op.f("fk_samples_tenant_id_window_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_samples")),
    )
    op.create_table(
        "sample_rows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_sample_rows_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sample_id"],
            ["samples.tenant_id", "samples.id"],
            name=op.f("fk_sample_rows_tenant_id_sample_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["claim_versions.tenant_id", "claim_versions.id"],
            name=op.f("fk_sample_rows_tenant_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sample_rows")),
        sa.UniqueConstraint(
            "tenant_id", "sample_id", "claim_id", name=op.f("uq_sample_rows_tenant_id_sample_id_claim_id")
        ),
    )
    op.create_index("ix_sample_rows_claim", "sample_rows", ["tenant_id", "claim_id"], unique=False)


def _seals() -> None:
    op.create_table(
        "seals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sealed_by"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_seals_tenant_id_sealed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "window_id"],
            ["windows.tenant_id", "windows.id"],
            name=op.f("fk_seals_tenant_id_window_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_seals")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_seals_tenant_id_number")),
    )
    op.create_table(
        "certified_results",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seal_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("window_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_number", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("measured", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("required", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("row_sha256", sa.Text(), nullable=False),
        sa.Column("check_code", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_certified_results_tenant_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_certified_results_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seal_id"],
            ["seals.tenant_id", "seals.id"],
            name=op.f("fk_certified_results_tenant_id_seal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supersedes_id"],
            ["certified_results.tenant_id", "certified_results.id"],
            name=op.f("fk_certified_results_tenant_id_supersedes_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_certified_results_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["claim_versions.tenant_id", "claim_versions.id"],
            name=op.f("fk_certified_results_tenant_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_certified_results")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_certified_results_tenant_id_number")),
    )
    op.create_index(
        "uq_certified_results_current",
        "certified_results",
        ["tenant_id", "claim_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for table, _ in reversed(SECURED):
        op.drop_table(table)
