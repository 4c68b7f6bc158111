"""Pages: both directions, right ends, stable under inserts, and cursors that only position."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import insert

from yanxiu_core.errors import Invalid
from yanxiu_core.reads.compiler import compile_page
from yanxiu_core.reads.executor import explain, fetch_many, fetch_page
from yanxiu_core.reads.pages import encode
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as picks

ENDS = pick("page_info", "has_previous_page", "has_next_page", "start_cursor", "end_cursor")
NAMES = [f"教师{number:02}" for number in range(12)]


@pytest.fixture
def teachers(session, nouns, context):
    """Reads a page of teachers: their names, and the page's ends as (has previous, has next, start, end)."""

    def read(where=None, **args):
        wanted = picks(pick("nodes", "name"), ENDS)
        page = fetch_page(session, nouns, context, "Teacher", wanted, args, where)
        ends = page["page_info"]
        return [node["name"] for node in page["nodes"]], (
            ends["has_previous_page"],
            ends["has_next_page"],
            ends["start_cursor"],
            ends["end_cursor"],
        )

    return read


def forward(read, **args) -> Iterator[tuple[list[str], bool, bool]]:
    after, more = None, True
    while more:
        names, (previous, more, _, after) = read(after=after, **args)
        yield names, previous, more


def backward(read, **args) -> Iterator[tuple[list[str], bool, bool]]:
    before, more = None, True
    while more:
        names, (more, following, before, _) = read(before=before, **args)
        yield names, more, following


def test_forward_to_the_end(teachers):
    assert list(forward(teachers, first=5)) == [
        (NAMES[:5], False, True),
        (NAMES[5:10], True, True),
        (NAMES[10:], True, False),
    ]


def test_backward_to_the_beginning_in_reading_order(teachers):
    assert list(backward(teachers, last=5)) == [
        (NAMES[7:], True, False),
        (NAMES[2:7], True, True),
        (NAMES[:2], False, True),
    ]


@pytest.mark.parametrize("order", ["default", "by_hours", "by_birth", "by_many"])
def test_both_directions_meet_in_every_order(teachers, order):
    ahead = [name for names, *_ in forward(teachers, first=5, order=order) for name in names]
    back = [name for names, *_ in backward(teachers, last=5, order=order) for name in reversed(names)]
    assert sorted(ahead) == NAMES
    assert back == ahead[::-1]


def test_orders_sort_as_declared(teachers):
    names, _ = teachers(order="by_hours")
    assert names == [f"教师{number:02}" for number in (1, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 0)]
    names, _ = teachers(order="by_birth")
    assert names == [f"教师{number:02}" for number in (1, 2, 4, 5, 7, 8, 10, 11, 0, 3, 6, 9)]


def test_a_page_between_two_cursors_knows_both_sides(teachers):
    _, (_, _, _, low) = teachers(first=2)
    _, (_, _, high, _) = teachers(last=2)
    names, ends = teachers(after=low, before=high, first=8)
    assert (names, ends[:2]) == (NAMES[2:10], (True, True))
    assert teachers(after=low, before=high, last=100)[1][:2] == (True, True)


def test_an_empty_page_beyond_the_end(teachers):
    _, (_, _, _, end) = teachers(last=1)
    assert teachers(after=end) == ([], (True, False, None, None))
    assert teachers(where=lambda rows: rows.c.level > 9) == ([], (False, False, None, None))


def test_an_insert_between_two_pages_shifts_nothing(session, nouns, teachers):
    _, (_, _, _, end) = teachers(first=4)
    table = nouns["Teacher"].table
    row = session.execute(table.select().where(table.c.name == "教师01")).mappings().first()
    session.execute(insert(table), [{**row, "id": UUID(int=900), "name": "教师00.5"}])
    assert teachers(first=4, after=end)[0] == NAMES[4:8]
    assert teachers(first=4)[0] == ["教师00", "教师00.5", "教师01", "教师02"]


def test_edges_nodes_and_count_of_a_nested_connection_in_one_statement(session, nouns, context, statements):
    inner = pick("sessions", "total_count", pick("edges", "cursor", pick("node", "title", key="n")), first=2)
    wanted = picks(
        "total_count", pick("nodes", "name", pick("teachers", pick("nodes", "name", inner), first=1))
    )
    page = fetch_page(session, nouns, context, "School", wanted, {"first": 2})
    assert page["total_count"] == 3
    first, second = page["nodes"]
    assert (first["name"], second["name"]) == ("东街中学", "城关小学")
    teacher = second["teachers"]["nodes"][0]
    assert teacher["name"] == "教师00"
    assert teacher["sessions"]["total_count"] == 10
    assert [edge["n"]["title"] for edge in teacher["sessions"]["edges"]] == ["磨课00", "磨课03"]
    assert len(statements) == 1

    rest = pick("sessions", pick("nodes", "title"), first=3, after=teacher["sessions"]["edges"][1]["cursor"])
    [row] = fetch_many(
        session, nouns, context, "Teacher", picks(rest), lambda rows: rows.c.id == UUID(int=200)
    )
    assert [node["title"] for node in row["sessions"]["nodes"]] == ["磨课06", "磨课09", "磨课12"]


def test_filters_narrow_rows_count_and_ends(session, nouns, context):
    def only(text, key):
        return pick("sessions", "total_count", pick("nodes", "title"), ENDS, key=key, titled=text, first=2)

    wanted = picks(only("磨课0", "a"), only("%", "b"))
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, lambda rows: rows.c.id == UUID(int=200))
    assert [node["title"] for node in row["a"]["nodes"]] == ["磨课00", "磨课03"]
    assert (row["a"]["total_count"], row["a"]["page_info"]["has_next_page"]) == (4, True)
    assert (row["b"]["nodes"], row["b"]["total_count"]) == ([], 0)


def test_what_is_not_picked_of_a_page_is_not_in_its_sql(nouns, context):
    def sql(*wanted):
        return explain(compile_page(nouns, context, "Teacher", picks(*wanted), {}))

    assert "json_agg" not in sql("total_count")
    assert "count(" not in sql(pick("nodes", "name"))
    assert "exists" not in sql(pick("nodes", "name"), ENDS).lower()


def test_a_page_takes_twenty_unless_asked(session, nouns, context):
    page = fetch_page(session, nouns, context, "Session", picks(pick("nodes", "title")), {"first": None})
    assert len(page["nodes"]) == 20


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"last": -1}, "last"),
        ({"first": 1, "last": 1}, "last"),
        ({"order": "salary"}, "order"),
    ],
)
def test_page_arguments_that_cannot_be(teachers, statements, args, field):
    with pytest.raises(Invalid) as refused:
        teachers(**args)
    assert refused.value.details == {"field": field}
    assert statements == []


ROW_ID = str(UUID(int=203))
BAD_PAYLOADS = [
    None,
    {},
    [],
    ["Teacher.default"],
    ["Teacher.default", "x"],
    ["Teacher.default", "x", "no uuid"],
    ["Teacher.default", None, ROW_ID],
    ["Teacher.default", "nul\0", ROW_ID],
    ["Teacher.default", "\ud800", ROW_ID],
    ["Teacher.default", 5, ROW_ID],
    ["Teacher.default", "x", ROW_ID, "more"],
    ["Teacher.by_hours", "1.00", ROW_ID],
    ["School.default", "x", ROW_ID],
]


@pytest.mark.parametrize("payload", BAD_PAYLOADS)
def test_foreign_cursors_are_refused(teachers, statements, payload):
    forged = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode()
    with pytest.raises(Invalid) as refused:
        teachers(before=forged)
    assert refused.value.details == {"field": "before"}
    assert statements == []


@pytest.mark.parametrize("cursor", ["", "?", "教师", "AAAA", "a" * 20_000, "W1tbW1tb" * 1500, "W10", "gICA"])
def test_malformed_cursors_are_refused(teachers, cursor):
    with pytest.raises(Invalid) as refused:
        teachers(after=cursor)
    assert refused.value.details == {"field": "after"}


@pytest.mark.parametrize(
    ("order", "values"),
    [
        ("by_hours", ["NaN"]),
        ("by_hours", ["1e999"]),
        ("by_hours", [1.5]),
        ("by_birth", [False, "1980-13-01"]),
        ("by_birth", ["no", "1980-01-01"]),
        ("by_many", [True, 2**31, "2020-09-01T00:30:00.000001Z"]),
        ("by_many", [True, True, "2020-09-01T00:30:00.000001Z"]),
        ("by_many", [True, 1, "2020-09-01T00:30:00.000001"]),
        ("by_many", [True, 1, "0000-09-01T00:30:00.000001Z"]),
    ],
)
def test_values_that_postgresql_would_refuse_never_reach_it(teachers, statements, order, values):
    with pytest.raises(Invalid):
        teachers(order=order, after=encode(f"Teacher.{order}", [*values, ROW_ID]))
    assert statements == []


@pytest.mark.parametrize("hours", ["9" * 30, "-" + "9" * 30 + "." + "9" * 20])
def test_a_number_beyond_the_columns_range_only_positions(teachers, hours):
    names, _ = teachers(order="by_hours", after=encode("Teacher.by_hours", [hours, ROW_ID]))
    assert len(names) == (0 if hours.startswith("-") else 12)


def test_cursors_keep_values_exactly(session, nouns, context):
    wanted = picks(pick("edges", "cursor", pick("node", "joined_at", "hours", "level")))
    page = fetch_page(session, nouns, context, "Teacher", wanted, {"first": 1, "order": "by_many"})
    cursor = page["edges"][0]["cursor"]
    payload = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert payload == ["Teacher.by_many", False, 1, "2020-09-01T00:30:00.000001Z", str(UUID(int=201))]
    assert Decimal(page["edges"][0]["node"]["hours"]) == Decimal("38.50")
    assert date.fromisoformat(page["edges"][0]["node"]["joined_at"][:10]) == date(2020, 9, 1)
