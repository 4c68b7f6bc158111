"""What has been taken back of a person's lines since a moment, for claims that were confirmed before."""

import sqlalchemy as sa
from alembic import op

revision = "core_0011"
down_revision = "core_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index reversals by person; they are few."""
    op.create_index(
        "ix_ledger_lines_taken_back",
        "ledger_lines",
        ["tenant_id", "person_id", "recorded_at"],
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
