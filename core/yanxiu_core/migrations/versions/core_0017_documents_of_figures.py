"""An adoption keeps the document of each figure that another one than its own set."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "core_0017"
down_revision = "core_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what adoptions of before name, their own document has set as far as is known."""
    op.add_column("adoptions", sa.Column("documents", JSONB(), nullable=True))
