"""Find the lines of one person in an activity without reading those of all others."""

from alembic import op

revision = "core_0013"
down_revision = "core_0012"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_ledger_lines_activity", "ledger_lines"


def upgrade() -> None:
    """The index of an activity's lines names the person too."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["tenant_id", "activity_id", "person_id"])
