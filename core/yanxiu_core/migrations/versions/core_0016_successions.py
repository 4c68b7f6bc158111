"""Merging, splitting, renaming and closing of units: the document that says so, and the way from and to a successor."""

import sqlalchemy as sa
from alembic import op

revision = "core_0016"
down_revision = "core_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing has written the table so far, so it is empty and the new column needs no default."""
    op.add_column("org_successions", sa.Column("source", sa.Text(), nullable=False))
    op.create_index("ix_org_successions_unit", "org_successions", ["tenant_id", "unit_id"])
    op.create_index("ix_org_successions_successor", "org_successions", ["tenant_id", "successor_id"])
    op.create_check_constraint("kind", "org_successions", "kind IN ('merged', 'split', 'renamed', 'closed')")
