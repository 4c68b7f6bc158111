"""Rows: forms of values, relations, arguments, one statement, nothing that was not selected."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Numeric, cast, literal, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.reads.compiler import compile_rows
from yanxiu_core.reads.declarations import Noun, Value, by
from yanxiu_core.reads.executor import explain, fetch_many, stream
from yanxiu_core.reads.registry import Contribution, Nouns
from yanxiu_core.reads.selection import Pick, pick
from yanxiu_core.reads.selection import select as picks

FIRST, SECOND = UUID(int=200), UUID(int=201)


def is_row(row_id):
    return lambda rows: rows.c.id == row_id


def test_scalars_leave_sql_in_their_api_form(session, nouns, context, statements):
    wanted = picks("id", "name", "hours", "born_on", "joined_at", "level", "active", "trace")
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, is_row(SECOND))
    assert row == {
        "__noun": "Teacher",
        "__id": "00000000-0000-0000-0000-0000000000c9",
        "id": "00000000-0000-0000-0000-0000000000c9",
        "name": "教师01",
        "hours": "38.50",
        "born_on": "1980-01-02",
        "joined_at": "2020-09-01T00:30:00.000001Z",
        "level": 1,
        "active": False,
        "trace": {"rule": "R-1", "parts": [1, {"cap": "6.00"}]},
    }
    assert len(statements) == 1


def test_a_row_that_is_not_there_is_none_of_them(session, nouns, context):
    assert fetch_many(session, nouns, context, "Teacher", picks("name"), is_row(UUID(int=9))) == []


def test_nothing_is_fetched_that_was_not_selected(nouns, context):
    sql = explain(compile_rows(nouns, context, "Teacher", picks("name"), is_row(FIRST)))
    assert sql.count("SELECT") == 1
    assert [name for name in ("phone", "hours", "trace", "school_id", "joined_at") if name in sql] == []


def test_relations_nest_and_an_absent_one_is_null(session, nouns, context, statements):
    wanted = picks("name", pick("mentor", "name", pick("school", "name")))
    rows = fetch_many(session, nouns, context, "Teacher", wanted, limit=2)
    assert [row["mentor"] for row in rows] == [
        None,
        {
            "__noun": "Teacher",
            "__id": str(FIRST),
            "name": "教师00",
            "school": {"__noun": "School", "__id": str(UUID(int=100)), "name": "城关小学"},
        },
    ]
    assert len(statements) == 1


def test_an_ordered_to_one_relation_takes_the_first(session, nouns, context):
    wanted = picks(pick("latest", "title", "held_on"))
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, is_row(FIRST))
    assert (row["latest"]["title"], row["latest"]["held_on"]) == ("磨课27", "2026-03-05")


def test_plain_lists_are_ordered_and_bounded_and_empty_where_nothing_is(session, nouns, context, statements):
    rows = fetch_many(session, nouns, context, "School", picks("name", pick("staff", "name", "hours")))
    staff = {row["name"]: [(each["name"], each["hours"]) for each in row["staff"]] for row in rows}
    assert staff == {
        "城关小学": [("教师10", "3.00"), ("教师08", "2.00"), ("教师06", "2.00")],
        "东街中学": [("教师01", "38.50"), ("教师11", "3.00"), ("教师09", "3.00")],
        "空山教学点": [],
    }
    assert len(statements) == 1


def test_aliases_of_one_field_take_their_own_arguments(session, nouns, context):
    wanted = (
        pick("greeting", key="a", word="您好"),
        pick("greeting", key="b", word="Hi "),
        pick("name", key="c"),
        pick("name", key="d"),
    )
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, is_row(FIRST))
    assert [row[key] for key in "abcd"] == ["您好教师00", "Hi 教师00", "教师00", "教师00"]


@pytest.mark.parametrize(
    "word", ["'); DROP TABLE reads_tests.teachers; --", "%(x)s %s", ":name", '\\"]}', "{}", "'[]'::json"]
)
def test_arguments_are_values_and_keys_never_reach_sql(session, nouns, context, statements, word):
    [row] = fetch_many(
        session, nouns, context, "Teacher", (Pick(word, "greeting", {"word": word}),), is_row(FIRST)
    )
    assert row[word] == f"{word}教师00"
    assert word not in statements[0]


def test_more_fields_than_a_function_takes_arguments(session, nouns, context):
    wanted = tuple(pick("greeting", key=f"k{number}", word=str(number)) for number in range(250))
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, is_row(FIRST))
    assert [row[f"k{number}"] for number in (0, 98, 99, 100, 199, 249)] == [
        f"{number}教师00" for number in (0, 98, 99, 100, 199, 249)
    ]
    assert len(row) == 252


def test_derived_values_are_computed_from_needs_that_stay_hidden(session, nouns, context, statements):
    wanted = picks("name", pick("missing", due=Decimal("40.00")), "card")
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, is_row(SECOND))
    assert row["missing"] == "1.50"
    assert row["card"] == [
        ("missing_or_none", {"rule": "R-1", "parts": [1, {"cap": "6.00"}]}),
        ("name", "教师01"),
        ("phone", "13800000001"),
    ]
    assert set(row) == {"__noun", "__id", "name", "missing", "card"}
    assert len(statements) == 1


def test_another_source_takes_the_tables_place(session, nouns, context):
    table = nouns["Teacher"].table
    source = select(table).where(table.c.level == 3).subquery()
    rows = fetch_many(session, nouns, context, "Teacher", picks("name"), source=source)
    assert [row["name"] for row in rows] == ["教师03", "教师07", "教师11"]


def test_a_source_without_the_tenants_column_is_a_defect(session, nouns, context):
    table = nouns["Teacher"].table
    with pytest.raises(AttributeError, match="tenant_id"):
        fetch_many(
            session,
            nouns,
            context,
            "Teacher",
            picks("name"),
            source=select(table.c.id, table.c.name).subquery(),
        )


def test_an_unknown_field_is_a_defect(nouns, context):
    with pytest.raises(LookupError, match="Teacher has no field salary"):
        compile_rows(nouns, context, "Teacher", picks("salary"))


def test_an_alias_cannot_pass_for_a_reserved_key(session, nouns, context):
    wanted = (pick("name", key="__noun"), pick("name", key="__id"))
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, is_row(FIRST))
    assert row == {"__noun": "Teacher", "__id": str(FIRST)}


def test_a_noun_without_tenant_and_id(session, nouns, context):
    assert fetch_many(session, nouns, context, "Subject", picks("title")) == [
        {"__noun": "Subject", "title": "语文"},
        {"__noun": "Subject", "title": "数学"},
    ]


def test_a_nouns_own_condition_holds_for_every_read(session, nouns, context):
    recent = Noun(
        name="Recent",
        table=nouns["Session"].table,
        fields={"half": Value(lambda rows, _context, _args: cast(rows.c.hours / literal(3), Numeric(12, 2)))},
        order=by("held_on"),
        permission=None,
        rows=lambda rows, context: rows.c.held_on > date(2026, 3, context.today.month - 2),
    )
    rows = fetch_many(session, Nouns(Contribution("core", (recent,))), context, "Recent", picks("half"))
    assert [row["half"] for row in rows] == ["0.50"] * 6


def test_a_stream_reads_everything_in_order_with_one_statement(session, nouns, context, statements):
    rows = list(stream(session, nouns, context, "Session", picks("title", pick("teacher", "name"))))
    assert [row["title"] for row in rows] == [f"磨课{number:02}" for number in range(30)]
    assert rows[4]["teacher"]["name"] == "教师01"
    assert len(statements) == 1


def test_one_shape_of_a_read_is_compiled_once(session, nouns, granted):
    cache: dict[object, object] = {}
    session.connection().execution_options(compiled_cache=cache)
    for tenant, word, units in ((UUID(int=1), "a", [100]), (UUID(int=2), "b", [100, 101])):
        reach = Reach(units=frozenset(UUID(int=number) for number in units))
        context = granted({Permission.PEOPLE_READ: reach}, tenant)
        wanted = picks(
            pick("greeting", word=word), pick("sessions", pick("nodes", "title"), first=len(units))
        )
        fetch_many(session, nouns, context, "Teacher", wanted, is_row(FIRST))
    assert len(cache) == 1
