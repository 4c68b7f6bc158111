"""Who sees what: tenants, reaches, hidden and masked fields, in rows, relations, counts and pages."""

from datetime import date
from uuid import UUID

import pytest

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import EVERYWHERE, FullAccess, Reach
from yanxiu_core.reads.compiler import compile_rows
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.declarations import Noun, by, columns
from yanxiu_core.reads.executor import explain, fetch_many, fetch_page
from yanxiu_core.reads.guards import Guard
from yanxiu_core.reads.registry import Contribution, Nouns
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as picks

PEOPLE, UNITS, EVIDENCE = Permission.PEOPLE_READ, Permission.UNITS_READ, Permission.EVIDENCE_READ
SCHOOL = Reach(units=frozenset({UUID(int=100)}))
SELF = Reach(person_id=UUID(int=201))
OTHER = UUID(int=2)


@pytest.mark.parametrize(
    ("reach", "numbers"),
    [
        (EVERYWHERE, [*range(12)]),
        (SCHOOL, [0, 2, 4, 6, 8, 10]),
        (SELF, [1]),
        (Reach(units=SCHOOL.units, person_id=SELF.person_id), [0, 1, 2, 4, 6, 8, 10]),
        (Reach(), []),
    ],
)
def test_a_reach_bounds_rows_counts_and_pages(session, nouns, granted, reach, numbers):
    context = granted({PEOPLE: reach})
    names = [f"教师{number:02}" for number in numbers]
    assert [row["name"] for row in fetch_many(session, nouns, context, "Teacher", picks("name"))] == names
    page = fetch_page(session, nouns, context, "Teacher", picks("total_count", pick("nodes", "name")), {})
    assert page["total_count"] == len(names)
    assert [node["name"] for node in page["nodes"]] == names
    found = fetch_many(
        session, nouns, context, "Teacher", picks("name"), lambda rows: rows.c.id == UUID(int=203)
    )
    assert len(found) == (3 in numbers)


def test_relations_show_what_the_targets_reach_shows(session, nouns, granted):
    wanted = picks("name", pick("school", "name"), pick("mentor", "name"))
    context = granted({PEOPLE: SELF, UNITS: SCHOOL})
    assert fetch_many(session, nouns, context, "Teacher", wanted) == [
        {"__noun": "Teacher", "__id": str(UUID(int=201)), "name": "教师01", "school": None, "mentor": None}
    ]
    context = granted({PEOPLE: SELF, UNITS: EVERYWHERE})
    schools = fetch_many(
        session,
        nouns,
        context,
        "School",
        picks("name", pick("teachers", "total_count"), pick("staff", "name")),
    )
    assert [(row["teachers"]["total_count"], [each["name"] for each in row["staff"]]) for row in schools] == [
        (1, ["教师01"]),
        (0, []),
        (0, []),
    ]


def test_fields_without_their_permission_are_null_and_not_in_sql(session, nouns, granted):
    context = granted({PEOPLE: EVERYWHERE})
    wanted = picks("phone", "sealed", pick("private", "title"), "card")
    [row] = fetch_many(session, nouns, context, "Teacher", wanted, lambda rows: rows.c.id == UUID(int=200))
    assert [row[key] for key in ("phone", "sealed", "private")] == [None, None, None]
    assert row["card"] == [("missing_or_none", None), ("name", "教师00"), ("phone", None)]
    assert "phone" not in explain(compile_rows(nouns, context, "Teacher", wanted))


def test_fields_held_for_some_rows_are_masked_on_the_others(session, nouns, granted):
    context = granted({PEOPLE: EVERYWHERE, EVIDENCE: SELF, Permission.LEDGER_READ: SELF})
    wanted = picks("phone", "sealed", pick("private", "title"))
    rows = fetch_many(session, nouns, context, "Teacher", wanted, limit=3)
    assert [(row["phone"], row["sealed"]) for row in rows] == [
        (None, None),
        ("13800000001", "教师01"),
        (None, None),
    ]
    assert [row["private"] and len(row["private"]) for row in rows] == [None, 10, None]


def test_an_open_noun_shows_all_to_whoever_holds_the_permission(session, nouns, granted):
    some = granted({Permission.POLICIES_READ: SELF})
    assert len(fetch_many(session, nouns, some, "Subject", picks("code"))) == 2
    assert fetch_many(session, nouns, granted({}), "Subject", picks("code")) == []


@pytest.mark.parametrize("guard", [None, Guard(), Guard(unit=lambda rows: rows.c.school_id)])
def test_a_reach_that_the_guard_cannot_place_shows_nothing(session, nouns, granted, guard):
    closed = Noun("Closed", nouns["Teacher"].table, columns("name"), by("name"), PEOPLE, guard)
    own = Nouns(Contribution("core", (closed,)))
    assert fetch_many(session, own, granted({PEOPLE: SELF}), "Closed", picks("name")) == []
    assert len(fetch_many(session, own, granted({PEOPLE: EVERYWHERE}), "Closed", picks("name"))) == 12


def test_a_guard_may_say_its_own_condition(session, nouns, granted):
    guard = Guard(rows=lambda rows, reach, context: rows.c.mentor_id == UUID(int=200))
    mentored = Noun("Mentored", nouns["Teacher"].table, columns("name"), by("name"), PEOPLE, guard)
    own = Nouns(Contribution("core", (mentored,)))
    rows = fetch_many(session, own, granted({PEOPLE: SELF}), "Mentored", picks("name"))
    assert [row["name"] for row in rows] == ["教师01"]


def test_tenants_with_the_same_ids_stay_apart_at_every_level(session, nouns):
    other = ReadContext(OTHER, FullAccess(), date(2026, 6, 1))
    teacher = pick("nodes", "name", pick("school", "name"), pick("sessions", "total_count"))
    rows = fetch_many(
        session, nouns, other, "School", picks("name", pick("teachers", teacher, "total_count"))
    )
    assert [(row["name"], row["teachers"]["total_count"]) for row in rows] == [("邻县小学", 1)]
    (node,) = rows[0]["teachers"]["nodes"]
    assert (node["name"], node["school"]["name"], node["sessions"]["total_count"]) == (
        "邻人00",
        "邻县小学",
        10,
    )


def test_every_sub_select_names_the_tenant(nouns, context):
    below = pick("teachers", "total_count", pick("nodes", pick("school", "name"), pick("latest", "title")))
    sql = explain(compile_rows(nouns, context, "School", picks("name", below)))
    assert sql.count("tenant_id = %(reads_tenant)s") == sql.count("FROM reads_tests.") == 5


def test_a_cursor_of_another_tenant_only_positions(session, nouns, context):
    wanted = picks(pick("nodes", "name"), pick("page_info", "end_cursor", "has_previous_page"))
    ours = fetch_page(session, nouns, context, "Teacher", wanted, {"first": 1})
    other = ReadContext(OTHER, FullAccess(), date(2026, 6, 1))
    args = {"after": ours["page_info"]["end_cursor"]}
    theirs = fetch_page(session, nouns, other, "Teacher", wanted, args)
    assert [node["name"] for node in theirs["nodes"]] == ["邻人00", "邻人01"]
    assert theirs["page_info"]["has_previous_page"] is False
