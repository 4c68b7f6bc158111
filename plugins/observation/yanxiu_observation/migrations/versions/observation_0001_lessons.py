"""Lessons, observers, 观察点 and reopenings. The platform puts them under row-level security."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

revision = "observation_0001"
down_revision = None
branch_labels = ("observation",)
depends_on = None


def upgrade() -> None:
    """Create the tables, keyed by tenant."""
    op.create_table(
        "plg_observation_lessons",
        *_key(),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("presenter_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("subject", "grade", "pre_meeting", "post_meeting")
        ),
        sa.Column("reflection_id", sa.Uuid()),
        *(
            _foreign(column, table)
            for column, table in (
                ("unit_id", "org_units"),
                ("activity_id", "activities"),
                ("presenter_id", "people"),
            )
        ),
        sa.UniqueConstraint("tenant_id", "activity_id"),
    )
    for name in ("unit", "presenter"):
        op.create_index(
            f"ix_plg_observation_lessons_{name}",
            "plg_observation_lessons",
            ["tenant_id", f"{name}_id", "on_date"],
        )
    op.create_table(
        "plg_observation_observers",
        *_key(),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("views", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("record_id", sa.Uuid()),
        _foreign("lesson_id", "plg_observation_lessons"),
        _foreign("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "lesson_id", "person_id"),
    )
    op.create_index(
        "ix_plg_observation_observers_person", "plg_observation_observers", ["tenant_id", "person_id"]
    )
    op.create_table(
        "plg_observation_points",
        *_key(),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        _foreign("unit_id", "org_units"),
        sa.UniqueConstraint("tenant_id", "unit_id", "view", "body"),
    )
    op.create_table(
        "plg_observation_reopenings",
        *_key(),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        sa.Column("agreed_by", sa.Text()),
        sa.Column("agreed_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        _foreign("lesson_id", "plg_observation_lessons"),
        _foreign("person_id", "people"),
    )
    op.create_index(
        "uq_plg_observation_reopenings_open",
        "plg_observation_reopenings",
        ["tenant_id", "lesson_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL"),
    )


def _key() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )


def _foreign(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])
