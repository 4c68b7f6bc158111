"""Certificates of external training."""

import sqlalchemy as sa
from alembic import op

from yanxiu_core.database.security import secure

revision = "core_0007"
down_revision = "core_0006"
branch_labels = None
depends_on = None

TABLE = "external_trainings"
CURRENT = {
    "current": (["series_id"], "superseded_at IS NULL"),
    "person": (["person_id", "certificate"], "superseded_at IS NULL"),
    "certificate": (["certificate"], "superseded_at IS NULL AND state NOT IN ('withdrawn', 'returned')"),
}


def upgrade() -> None:
    """Create the table under row-level security; its rows are only ever added and superseded."""
    texts = ("certificate", "project", "level", "organiser", "form", "state", "reason", "by")
    op.create_table(
        TABLE,
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("tenant_id", "id", "series_id", "person_id")
        ),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("starts_on", "ends_on")),
        sa.Column("hours", sa.Numeric(12, 2), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on AND hours > 0", name="sensible"),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{other}.tenant_id", f"{other}.id"],
                name=f"fk_{TABLE}_tenant_id_{column}",
            )
            for column, other in (("person_id", "people"), ("file_id", "files"))
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{TABLE}"),
    )
    for name, (columns, condition) in CURRENT.items():
        op.create_index(
            f"uq_{TABLE}_{name}",
            TABLE,
            ["tenant_id", *columns],
            unique=True,
            postgresql_where=sa.text(condition),
        )
    for statement in secure(TABLE, grants="SELECT, INSERT, UPDATE (superseded_at)"):
        op.execute(statement)
