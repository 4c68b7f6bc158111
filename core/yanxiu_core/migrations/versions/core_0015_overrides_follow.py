"""Overrides follow the adoption above in all that they do not name."""

import sqlalchemy as sa
from alembic import op

revision = "core_0015"
down_revision = "core_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark. Overrides of before hold a copy of all figures and keep it: which of them were named is not known."""
    op.add_column("adoptions", sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("adoptions", "follows", server_default=None)
