"""The head row names the state of the tenant's configuration."""

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every tenant starts with a revision of its own."""
    op.add_column(
        "tenant_heads",
        sa.Column("revision", sa.Uuid(), nullable=False, server_default=sa.func.gen_random_uuid()),
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("tenant_heads", "revision")
