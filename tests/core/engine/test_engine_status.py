"""The status of a verdict on a day: on track by teaching weeks, missed only after the window."""

from datetime import date, timedelta

import pytest

from yanxiu_core.calendars.models import CalendarPeriod

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def made(judged_county, fill, held):
    """Four teaching weeks, of which two begin before 12 March; T1 has 4 of 8 hours, T2 8, T3 none, T4 2."""
    county = judged_county(version={"threshold": {"value": 8, "unit": "学时"}})
    with county.work() as work:
        # The usual terms stand in where none is published, so the rest of the year is declared free.
        periods = (
            ("semester", date(2025, 3, 3), date(2025, 3, 28)),
            ("holiday", date(2025, 1, 1), date(2025, 3, 2)),
            ("holiday", date(2025, 3, 29), date(2025, 12, 31)),
        )
        work.session.add_all(
            CalendarPeriod(
                tenant_id=work.tenant_id, kind=kind, key=str(first), title=kind, starts_on=first, ends_on=last,
                recorded_at=work.record(),
            )
            for kind, first, last in periods
        )  # fmt: skip
    ends = {"T1": "11:00", "T2": "14:00", "T4": "9:30"}
    events = [held(who, "2025-03-03", "8:00", end, ((who, "参加", "出席"),)) for who, end in ends.items()]
    return fill(county, events, dict.fromkeys(("T1", "T2", "T3", "T4"), "甲校"))


def statuses(verdicts_of, county, **clocks):
    return [row["status"] for row in verdicts_of(county, "status", policy="sample", **clocks)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # elapsed: none of the four weeks; then one, two, three, all
        (date(2025, 1, 1), ["on_track", "met", "on_track", "on_track"]),
        (date(2025, 3, 2), ["on_track", "met", "on_track", "on_track"]),
        (date(2025, 3, 3), ["on_track", "met", "behind", "on_track"]),
        (date(2025, 3, 9), ["on_track", "met", "behind", "on_track"]),
        (date(2025, 3, 10), ["on_track", "met", "behind", "behind"]),
        (date(2025, 3, 16), ["on_track", "met", "behind", "behind"]),
        (date(2025, 3, 17), ["behind", "met", "behind", "behind"]),
        (date(2025, 12, 31), ["behind", "met", "behind", "behind"]),
        (date(2026, 1, 1), ["missed", "met", "missed", "missed"]),
    ],
)
def test_stored_verdicts_by_the_readers_day(made, verdicts_of, day, expected):
    assert statuses(verdicts_of, made, today=day) == expected


def test_as_of_a_day_only_what_had_happened_counts(made, verdicts_of):
    before = date(2025, 3, 3) - DAY
    assert statuses(verdicts_of, made, as_of=before) == ["on_track"] * 4
    assert [row["measured"] for row in verdicts_of(made, "measured", policy="sample", as_of=before)] == [
        "0.00"
    ] * 4
    assert statuses(verdicts_of, made, as_of=date(2025, 3, 17)) == ["behind", "met", "behind", "behind"]


def test_judged_before_the_eligibility_date_a_verdict_is_provisional(made, verdicts_of):
    for day, provisional in ((date(2025, 12, 30), True), (date(2025, 12, 31), False)):
        rows = verdicts_of(made, "provisional", policy="sample", as_of=day)
        assert {row["provisional"] for row in rows} == {provisional}


@pytest.mark.parametrize(
    ("comparator", "met"),
    [
        ("gte", [False, True, True]),
        ("gt", [False, False, True]),
        ("lte", [True, True, False]),
        ("eq", [False, True, False]),
    ],
)
def test_comparators_at_the_threshold(judged_county, fill, held, verdicts_of, comparator, met):
    made = judged_county(version={"threshold": {"value": 2, "unit": "学时"}, "comparator": comparator})
    ends = {"T1": "8:45", "T2": "9:30", "T3": "10:15"}
    events = [held(who, "2025-03-03", "8:00", end, ((who, "参加", "出席"),)) for who, end in ends.items()]
    fill(made, events, dict.fromkeys(ends, "甲校"))
    assert [status == "met" for status in statuses(verdicts_of, made, today=date(2026, 1, 1))] == met
