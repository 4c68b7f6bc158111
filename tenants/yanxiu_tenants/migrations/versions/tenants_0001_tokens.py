"""Access tokens."""

import sqlalchemy as sa
from alembic import op

from yanxiu_core.database.security import secure

revision = "tenants_0001"
down_revision = None
branch_labels = ("tenants",)
depends_on = ("core_0001",)

# What the service may do with each table; a line or an audit record is never
# changed, a recorded row is superseded and nothing else.
SECURED = (("access_tokens", "SELECT, INSERT, UPDATE, DELETE"),)


def upgrade() -> None:
    """Create the tables, then put each under row-level security."""
    op.create_table(
        "access_tokens",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_access_tokens_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["org_units.tenant_id", "org_units.id"],
            name=op.f("fk_access_tokens_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.tenant_id"], name=op.f("fk_access_tokens_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_tokens")),
    )

    for table, grants in SECURED:
        for statement in secure(table, grants=grants):
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("access_tokens")
