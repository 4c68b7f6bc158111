"""Evidence found by its activity, which lists it and prints its photographs."""

import sqlalchemy as sa
from alembic import op

revision = "core_0014"
down_revision = "core_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what belongs to an activity."""
    op.create_index(
        "ix_evidence_activity",
        "evidence",
        ["tenant_id", "activity_id"],
        postgresql_where=sa.text("activity_id IS NOT NULL"),
    )
