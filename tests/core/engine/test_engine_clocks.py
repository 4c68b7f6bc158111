"""Confirming and cancelling by service, and the two clocks: as of a day, as known at a moment."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from yanxiu_core.activities import service as activities
from yanxiu_core.activities.errors import ActivityInvalid, ActivityStateRefused
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.makeups import service as makeups
from yanxiu_core.verdicts import service as verdicts
from yanxiu_tenants.roles.access import RoleAccess

POLICY = "shaanxi.yuyang"
TICK = timedelta(microseconds=1)


@pytest.fixture
def made(county, fill, held):
    """A1 (March, 4 hours) and A2 (May, 2 hours), recorded and not confirmed."""
    events = [held("A1", "2025-03-01", "8:00", "11:00"), held("A2", "2025-05-01", "8:00", "9:30")]
    return fill(county(), events, confirm=False)


def done(county, command, number, *reason):
    """Run a command on an activity in a transaction of its own; returns its `recorded_at`."""
    with county.work() as work:
        command(
            work,
            work.session.scalar(text("SELECT id FROM activities WHERE number = :n"), {"n": number}),
            *reason,
        )
        return work.record()


def amounts(query, county):
    return query(
        county,
        "SELECT activity_number, measure, amount FROM ledger_lines WHERE person_id IS NOT NULL "
        "ORDER BY recorded_at, measure, amount",
    )


def test_confirming_posts_at_once_and_cancelling_reverses(made, query, measured):
    assert measured(made) == {}
    done(made, activities.confirm, "A1")
    assert measured(made) == {"T1": (4, 0)}
    done(made, activities.cancel, "A1", "重复登记")
    assert measured(made) == {"T1": (0, 0)}
    assert amounts(query, made) == [
        ("A1", "count", 1), ("A1", "hours", 4), ("A1", "count", -1), ("A1", "hours", -4),
    ]  # fmt: skip
    pairs = """SELECT count(*) FROM ledger_lines r JOIN ledger_lines l ON l.id = r.reverses_id
               WHERE (l.person_id, l.on_date, l.starts_at, l.policy, l.source_id, l.unit_id, l.assurance, l.conversion)
                   = (r.person_id, r.on_date, r.starts_at, r.policy, r.source_id, r.unit_id, r.assurance, r.conversion)
                 AND r.amount = -l.amount AND r.recorded_at > l.recorded_at"""
    assert query(made, pairs) == [(2,)]
    assert query(made, "SELECT state, cancel_reason FROM activities WHERE number = 'A1'") == [
        ("cancelled", "重复登记")
    ]


@pytest.mark.parametrize(
    ("first", "then", "error"),
    [
        (("confirm",), ("confirm",), ActivityStateRefused),
        (("confirm", "cancel"), ("cancel",), ActivityStateRefused),
        (("cancel",), ("confirm",), ActivityStateRefused),
    ],
)
def test_what_does_not_fit_the_state_is_refused(made, rows_in, first, then, error):
    reasons = {"confirm": (), "cancel": ("误录",)}
    for name in first:
        done(made, getattr(activities, name), "A1", *reasons[name])
    before = rows_in(made)
    for name in then:
        with pytest.raises(error, match="A1"):
            done(made, getattr(activities, name), "A1", *reasons[name])
    assert rows_in(made) == before


def test_cancelling_needs_a_reason_and_an_activity(made, rows_in):
    before = rows_in(made)
    with pytest.raises(ActivityInvalid, match="原因"):
        done(made, activities.cancel, "A1", "  ")
    with pytest.raises(NotFound):
        done(made, activities.confirm, "A9")
    assert rows_in(made) == before


@pytest.mark.parametrize("role", ["teacher", "auditor"])
def test_who_may_not_confirm_changes_nothing(made, rows_in, query, role):
    before = rows_in(made)
    (activity,) = query(made, "SELECT id FROM activities WHERE number = 'A1'")[0]
    for command in (activities.confirm, lambda work, found: activities.cancel(work, found, "误录")):
        with (
            pytest.raises(Forbidden, match=r"activities\.confirm"),
            made.work(access=RoleAccess(role)) as work,
        ):
            command(work, activity)
    assert rows_in(made) == before
    assert query(made, "SELECT DISTINCT state FROM activities") == [("planned",)]


def test_as_of_and_known_at_around_a_cancellation(made, verdicts_of):
    first = done(made, activities.confirm, "A1")
    second = done(made, activities.confirm, "A2")
    third = done(made, activities.cancel, "A1", "误录")

    def hours(**clocks):
        rows = verdicts_of(made, "measured", "trace_lines", **clocks)
        return [(row["measured"], [line["activity_number"] for line in row["trace_lines"]]) for row in rows]

    assert hours() == [("2.00", ["A2"])]
    assert hours(known_at=third) == [("2.00", ["A2"])]
    assert hours(known_at=third - TICK) == [("6.00", ["A1", "A2"])]
    assert hours(known_at=second - TICK) == [("4.00", ["A1"])]
    assert hours(known_at=first) == [("4.00", ["A1"])]
    assert hours(known_at=first - TICK) == [("0.00", [])]
    assert hours(known_at=third - TICK, as_of=date(2025, 4, 30)) == [("4.00", ["A1"])]
    assert hours(as_of=date(2025, 4, 30)) == [("0.00", [])]
    assert hours(as_of=date(2025, 5, 1)) == [("2.00", ["A2"])]


def test_known_at_also_knows_the_people_of_then(made, verdicts_of, listed):
    at = done(made, activities.confirm, "A1")
    made.bring(
        "roster",
        listed("学校 工号 姓名 是否在岗", ("甲校", "T1", "T1", "退休"), ("甲校", "T2", "T2", "在岗")),
    )
    assert [row["measured"] for row in verdicts_of(made, "measured", known_at=at)] == ["4.00"]
    rows = verdicts_of(made, "measured")
    assert [row["measured"] for row in rows] == ["0.00"]


def test_judging_the_county_again_changes_no_verdict(made, query):
    done(made, activities.confirm, "A1")
    before = query(made, "SELECT * FROM verdicts")
    with made.work() as work:
        assert verdicts.rejudge_county(work) == 1
    assert query(made, "SELECT * FROM verdicts") == before


def test_a_verdict_that_was_lost_is_derived_again(made, query, measured):
    done(made, activities.confirm, "A1")
    with made.work() as work:
        work.session.execute(text("UPDATE verdicts SET measured = 99, unit_id = NULL"))
    with made.work() as work:
        verdicts.rejudge_county(work)
    assert measured(made) == {"T1": (4, 0)}
    assert query(made, "SELECT count(*) FROM verdicts WHERE unit_id IS NULL") == [(0,)]


def test_as_of_a_day_before_it_was_done_nothing_is_made_up_for(county, fill, held, verdicts_of):
    made = fill(
        county(), [held("A1", "2025-12-31", "8:00", "9:30"), held("A2", "2026-01-01", "8:00", "9:30")]
    )
    with made.work() as work:
        found = "SELECT p.id, a.id FROM people p, activities a WHERE a.number = 'A2'"
        makeups.decide(work, POLICY, *work.session.execute(text(found)).one(), "2025", "文件", "局长")
    for day, hours in ((date(2025, 12, 31), "2.00"), (date(2026, 1, 1), "4.00")):
        (row,) = verdicts_of(made, "measured", "trace_lines", as_of=day)
        lines = sum(Decimal(line["counted"]) for line in row["trace_lines"])
        assert (row["measured"], lines) == (hours, Decimal(hours))
