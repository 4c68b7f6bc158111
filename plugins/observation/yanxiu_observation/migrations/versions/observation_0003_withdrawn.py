"""A reopening can be withdrawn by its owner as long as it is not used; then it may be asked for anew."""

import sqlalchemy as sa
from alembic import op

revision = "observation_0003"
down_revision = "observation_0002"
branch_labels = None
depends_on = None

TABLE, OPEN = "plg_observation_reopenings", "uq_plg_observation_reopenings_open"


def upgrade() -> None:
    """Add when it was withdrawn; what was withdrawn is open no more."""
    op.add_column(TABLE, sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.drop_index(OPEN, TABLE)
    op.create_index(
        OPEN,
        TABLE,
        ["tenant_id", "lesson_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
    )
