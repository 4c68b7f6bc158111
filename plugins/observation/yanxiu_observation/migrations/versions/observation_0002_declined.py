"""A reopening can be declined with a reason; then its owner may ask anew."""

import sqlalchemy as sa
from alembic import op

revision = "observation_0002"
down_revision = "observation_0001"
branch_labels = None
depends_on = None

TABLE, OPEN = "plg_observation_reopenings", "uq_plg_observation_reopenings_open"


def upgrade() -> None:
    """Add who declined, when and why; what was declined is open no more."""
    op.add_column(TABLE, sa.Column("declined_by", sa.Text()))
    op.add_column(TABLE, sa.Column("declined_at", sa.DateTime(timezone=True)))
    op.add_column(TABLE, sa.Column("declined_reason", sa.Text()))
    op.drop_index(OPEN, TABLE)
    op.create_index(
        OPEN,
        TABLE,
        ["tenant_id", "lesson_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL AND declined_at IS NULL"),
    )
