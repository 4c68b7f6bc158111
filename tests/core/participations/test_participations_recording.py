"""Attendance and activities entered one by one: the same keys and bounds as in an import."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from yanxiu_core.activities.creation import create
from yanxiu_core.activities.errors import ActivityInvalid
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.errors import ParticipationInvalid
from yanxiu_core.participations.inputs import Entry

ROSTER = "学校 工号 姓名"


@pytest.fixture(scope="module")
def made(county, listed):
    one = county()
    assert one.bring("roster", listed(ROSTER, ("甲校", "T1", "张三"))).added == 1
    return one


def activity(number, periods="2"):
    segment = NewSegment(date(2025, 4, 1), periods=Decimal(periods))
    return NewActivity(number=number, kind="讲座", title="讲座", segments=(segment,))


def recorded(county, number, **changes):
    with county.work() as work:
        person = work.session.scalar(text("SELECT id FROM people"))
        held = work.session.scalar(text("SELECT id FROM activities WHERE number = :n"), {"n": number})
        held = held or create(work, activity(number)).id
        done = participations.record(work, held, [Entry(person, "早退", **changes)])
    return done.added, done.corrected, done.unchanged


def test_blanks_around_a_role_make_no_other_role(made, query):
    assert recorded(made, "R1") == (1, 0, 0)
    for role in ("参加 ", "　参加", "参 加"):
        assert recorded(made, "R1", role=role) == (0, 0, 1)
    found = "SELECT role FROM participations p JOIN activities a ON a.id = activity_id WHERE number = 'R1'"
    assert query(made, found) == [("参加",)]
    assert query(made, "SELECT code FROM codes WHERE system = 'role'") == [("参加",)]


@pytest.mark.parametrize("minutes", ["-0.01", "1440.01", "1E+30", "NaN", "Infinity"])
def test_minutes_that_cannot_be(made, minutes):
    with pytest.raises(ParticipationInvalid) as refused:
        recorded(made, f"M{minutes}", attended_minutes=Decimal(minutes))
    assert refused.value.details["field"] == "entries.0.attendedMinutes"


def test_minutes_are_kept_to_two_places_and_compare_so(made, query):
    assert recorded(made, "M1", attended_minutes=Decimal("30.005")) == (1, 0, 0)
    assert recorded(made, "M1", attended_minutes=Decimal("30.0051")) == (0, 0, 1)
    assert recorded(made, "M1", attended_minutes=Decimal("1440.004")) == (0, 1, 0)
    now = "SELECT attended_minutes FROM participations p JOIN activities a ON a.id = activity_id WHERE number = 'M1'"
    assert query(made, f"{now} AND superseded_at IS NULL") == [(1440,)]


@pytest.mark.parametrize("periods", ["0", "0.004", "24.005", "1E+30", "-1"])
def test_periods_that_cannot_be(made, periods):
    with pytest.raises(ActivityInvalid) as refused, made.work() as work:
        create(work, activity(f"P{periods}", periods))
    assert refused.value.details["field"] == "segments.0.periods"


@pytest.mark.parametrize(("given", "kept"), [("0.005", "0.01"), ("24.004", "24"), ("1.5", "1.5")])
def test_periods_are_kept_to_two_places(made, query, given, kept):
    with made.work() as work:
        create(work, activity(f"K{given}", given))
    found = (
        "SELECT periods FROM activity_segments g JOIN activities a ON a.id = activity_id WHERE number = :n"
    )
    assert query(made, found, n=f"K{given}") == [(Decimal(kept),)]
