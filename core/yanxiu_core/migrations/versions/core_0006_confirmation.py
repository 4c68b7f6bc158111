"""Records take place at a unit, which confirms them."""

import sqlalchemy as sa
from alembic import op

revision = "core_0006"
down_revision = "core_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is recorded already took place nowhere in particular and is registered."""
    op.add_column("records", sa.Column("at_unit_id", sa.Uuid(), nullable=True))
    op.add_column("records", sa.Column("assurance", sa.Text(), nullable=False, server_default="registered"))
    op.add_column("records", sa.Column("confirmed_by", sa.Text(), nullable=False, server_default=""))
    for name in ("assurance", "confirmed_by"):
        op.alter_column("records", name, server_default=None)
    op.create_foreign_key(
        "fk_records_tenant_id_at_unit_id",
        "records",
        "org_units",
        ["tenant_id", "at_unit_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint("about", "records", "at_unit_id IS NULL OR item = ''")
    op.create_index(
        "ix_records_at_unit",
        "records",
        ["tenant_id", "at_unit_id", "on_date"],
        postgresql_where=sa.text("at_unit_id IS NOT NULL"),
    )
