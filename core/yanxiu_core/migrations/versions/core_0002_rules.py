"""The whole rule engine: lines and verdicts of units, editions, records, 补学, stale windows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from yanxiu_core.database.security import secure

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None

RECORDED = "SELECT, INSERT, UPDATE (superseded_at)"


def upgrade() -> None:
    """Widen the ledger and the verdicts, then create the new tables under row-level security."""
    _widen_ledger()
    _widen_verdicts()
    op.add_column("adoptions", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("adoptions", "edition", server_default=None)
    op.add_column("adoptions", sa.Column("population", postgresql.JSONB(), nullable=True))
    _create_records()
    _create_makeups()
    _create_stale_windows()
    for table, grants in (
        ("records", RECORDED),
        ("makeups", RECORDED),
        ("stale_windows", "SELECT, INSERT, UPDATE, DELETE"),
    ):
        for statement in secure(table, grants=grants):
            op.execute(statement)


def _widen_ledger() -> None:
    op.alter_column("ledger_lines", "person_id", nullable=True)
    op.add_column("ledger_lines", sa.Column("item", sa.Text(), nullable=False, server_default=""))
    op.alter_column("ledger_lines", "item", server_default=None)
    op.add_column("ledger_lines", sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=True))
    op.create_index(
        "ix_ledger_lines_unit",
        "ledger_lines",
        ["tenant_id", "unit_id", "on_date"],
        postgresql_where=sa.text("person_id IS NULL"),
    )
    op.create_check_constraint("subject", "ledger_lines", "person_id IS NOT NULL OR unit_id IS NOT NULL")


def _widen_verdicts() -> None:
    op.add_column("verdicts", sa.Column("subject_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE verdicts SET subject_id = person_id")
    op.alter_column("verdicts", "subject_id", nullable=False)
    op.alter_column("verdicts", "person_id", nullable=True)
    op.alter_column("verdicts", "measured", nullable=True)
    op.add_column("verdicts", sa.Column("upper", sa.Numeric(12, 2), nullable=True))
    op.add_column("verdicts", sa.Column("base", sa.Numeric(12, 2), nullable=True))
    op.drop_constraint("uq_verdicts_tenant_id_rule_window_id_person_id", "verdicts")
    op.create_unique_constraint(
        "uq_verdicts_tenant_id_rule_window_id_subject_id",
        "verdicts",
        ["tenant_id", "rule", "window_id", "subject_id"],
    )


def _create_records() -> None:
    op.create_table(
        "records",
        *_key(),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_recorded(),
        sa.CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="subject"),
        sa.CheckConstraint("(amount IS NULL) = (measure = 'count')", name="amount"),
        *_references("records", people="person_id", org_units="unit_id", activities="activity_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_records"),
    )
    _current("records", "number")
    op.create_index("ix_records_person", "records", ["tenant_id", "person_id", "kind"])
    op.create_index("ix_records_unit", "records", ["tenant_id", "unit_id", "kind"])


def _create_makeups() -> None:
    op.create_table(
        "makeups",
        *_key(),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("window_kind", sa.Text(), nullable=False),
        sa.Column("window_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_recorded(),
        *_references("makeups", people="person_id", activities="activity_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_makeups"),
    )
    _current("makeups", "policy", "person_id", "activity_id")


def _create_stale_windows() -> None:
    op.create_table(
        "stale_windows",
        *_key(),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        *_references("stale_windows", windows="window_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_stale_windows"),
        sa.UniqueConstraint("tenant_id", "window_id", name="uq_stale_windows_tenant_id_window_id"),
    )


def _key() -> list[sa.Column[object]]:
    return [sa.Column("tenant_id", sa.Uuid(), nullable=False), sa.Column("id", sa.Uuid(), nullable=False)]


def _recorded() -> list[sa.Column[object]]:
    return [
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{other}.tenant_id", f"{other}.id"],
            name=f"fk_{table}_tenant_id_{column}",
        )
        for other, column in columns.items()
    ]


def _current(table: str, *columns: str) -> None:
    op.create_index(
        f"uq_{table}_current",
        table,
        ["tenant_id", *columns],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
