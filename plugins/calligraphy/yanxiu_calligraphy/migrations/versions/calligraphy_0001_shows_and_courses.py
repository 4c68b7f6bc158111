"""Shows with their works and remarks; courses with their groups and lessons. The platform secures the tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "calligraphy_0001"
down_revision = None
branch_labels = ("calligraphy",)
depends_on = None

P = "plg_calligraphy_"


def _table(name: str, *parts: SchemaItem) -> None:
    op.create_table(
        P + name,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )


def _of(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _created() -> sa.Column[object]:
    now = sa.text("clock_timestamp()")
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False)


def upgrade() -> None:
    """Create the tables, keyed by tenant."""
    _table(
        "shows",
        _id("unit_id"),
        _text("kind"),
        _text("title"),
        _text("theme"),
        _day("on_date"),
        _text("state"),
        _text("number"),
        _created(),
        sa.CheckConstraint("kind IN ('exhibition', 'skills')", name="kind"),
        sa.CheckConstraint("state IN ('open', 'held', 'withdrawn')", name="state"),
        _of("unit_id", "org_units"),
    )
    op.create_index(f"ix_{P}shows_unit", f"{P}shows", ["tenant_id", "unit_id", "on_date"])
    _works()
    _courses()


def _works() -> None:
    _table(
        "works",
        *(_id(name) for name in ("show_id", "unit_id", "person_id")),
        _day("on_date"),
        _text("script"),
        _text("title"),
        _id("image_id"),
        _id("thumbnail_id"),
        _number("width"),
        _number("height"),
        _text("result"),
        _created(),
        sa.CheckConstraint("script IN ('pen', 'brush', 'chalk')", name="script"),
        _of("show_id", f"{P}shows"),
        _of("unit_id", "org_units"),
        _of("person_id", "people"),
        _of("image_id", "files"),
        _of("thumbnail_id", "files"),
    )
    op.create_index(f"ix_{P}works_show", f"{P}works", ["tenant_id", "show_id"])
    op.create_index(f"ix_{P}works_unit", f"{P}works", ["tenant_id", "unit_id", "on_date"])
    op.create_index(f"ix_{P}works_person", f"{P}works", ["tenant_id", "person_id"])
    _table(
        "remarks",
        _id("work_id"),
        _id("unit_id"),
        _id("person_id", nullable=True),
        _text("author"),
        _text("body"),
        _created(),
        _of("work_id", f"{P}works"),
        _of("unit_id", "org_units"),
        _of("person_id", "people"),
    )
    op.create_index(f"ix_{P}remarks_work", f"{P}remarks", ["tenant_id", "work_id", "created_at"])


def _courses() -> None:
    _table(
        "courses",
        _id("unit_id"),
        _text("title"),
        _text("audience"),
        _text("plan"),
        _day("starts_on"),
        _day("ends_on"),
        _number("weekly_periods"),
        sa.Column("number", sa.Text(), nullable=True),
        _created(),
        sa.CheckConstraint("audience IN ('teachers', 'pupils')", name="audience"),
        sa.CheckConstraint("starts_on <= ends_on", name="days"),
        sa.CheckConstraint("weekly_periods >= 0", name="periods"),
        _of("unit_id", "org_units"),
    )
    op.create_index(f"ix_{P}courses_unit", f"{P}courses", ["tenant_id", "unit_id", "starts_on"])
    _table(
        "groups",
        _id("course_id"),
        _id("unit_id"),
        _text("title"),
        _id("leader_id", nullable=True),
        _number("pupils"),
        _created(),
        sa.CheckConstraint("pupils >= 0", name="pupils"),
        sa.UniqueConstraint("tenant_id", "course_id", "title"),
        _of("course_id", f"{P}courses"),
        _of("unit_id", "org_units"),
        _of("leader_id", "people"),
    )
    _table(
        "members",
        _id("group_id"),
        _id("person_id"),
        sa.UniqueConstraint("tenant_id", "group_id", "person_id"),
        _of("group_id", f"{P}groups"),
        _of("person_id", "people"),
    )
    _table(
        "lessons",
        *(_id(name) for name in ("group_id", "unit_id", "teacher_id")),
        _day("on_date"),
        _text("topic"),
        _number("periods"),
        _number("present"),
        _created(),
        sa.CheckConstraint("periods > 0", name="periods"),
        sa.CheckConstraint("present >= 0", name="present"),
        _of("group_id", f"{P}groups"),
        _of("unit_id", "org_units"),
        _of("teacher_id", "people"),
    )
    op.create_index(f"ix_{P}lessons_group", f"{P}lessons", ["tenant_id", "group_id", "on_date"])
    op.create_index(f"ix_{P}lessons_unit", f"{P}lessons", ["tenant_id", "unit_id", "on_date"])
