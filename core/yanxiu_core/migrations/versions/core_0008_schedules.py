"""How far the schedules of each county are seen to."""

import sqlalchemy as sa
from alembic import op

from yanxiu_core.database.security import secure

revision = "core_0008"
down_revision = "core_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table under row-level security."""
    op.create_table(
        "schedule_marks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_schedule_marks"),
        sa.UniqueConstraint("tenant_id", "schedule", name="uq_schedule_marks_tenant_id_schedule"),
    )
    for statement in secure("schedule_marks"):
        op.execute(statement)
