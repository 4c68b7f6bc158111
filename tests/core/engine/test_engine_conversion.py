"""What a participation is worth: minutes, 节次, statuses, roles, and the days on which windows meet."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from yanxiu_core.adoptions import changes
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.verdicts import service as verdicts

WORTH = """SELECT activity_number, amount FROM ledger_lines
           WHERE measure = 'hours' AND reverses_id IS NULL ORDER BY activity_number, on_date"""


def test_rests_under_one_hour_are_dropped_session_by_session(county, fill, held, query, measured):
    ends = {"8:30": 0, "8:44": 0, "8:45": 1, "9:29": 1, "9:30": 2, "9:31": 2, "14:00": 8}
    made = fill(county(), [held(f"A{n}", f"2025-03-{n + 1:02}", "8:00", end) for n, end in enumerate(ends)])
    assert [amount for _, amount in query(made, WORTH)] == list(ends.values())
    assert measured(made) == {"T1": (14, 0)}


@pytest.mark.parametrize(
    ("last", "expected"), [("15:59", (7, 0)), ("16:00", (8, 0)), ("16:45", (8, 1)), ("18:15", (8, 3))]
)
def test_the_day_maximum_of_eight_exactly_and_just_above(county, fill, held, measured, last, expected):
    made = fill(
        county(), [held("A1", "2025-03-01", "8:00", "11:00"), held("A2", "2025-03-01", "13:00", last)]
    )
    assert measured(made) == {"T1": expected}


def test_the_last_and_the_first_day_of_the_year_by_the_countys_clock(county, fill, held, measured):
    days = {"2024-12-31": 1, "2025-01-01": 2, "2025-12-31": 3, "2026-01-01": 4}
    made = fill(
        county(),
        # Half past midnight in the county is still the day before in UTC.
        [
            held(f"A{hours}", day, "0:30", f"{(30 + hours * 45) // 60}:{(30 + hours * 45) % 60:02}")
            for day, hours in days.items()
        ],
    )
    assert measured(made, "2024") == {"T1": (1, 0)}
    assert measured(made, "2025") == {"T1": (5, 0)}
    assert measured(made, "2026") == {"T1": (4, 0)}


@pytest.mark.parametrize(
    ("status", "hours"), [("出席", 2), ("迟到", 2), ("早退", 2), ("请假", 0), ("旷会", 0)]
)
def test_who_was_there_counts(county, fill, held, measured, status, hours):
    there = (("T1", "参加", status), ("T2", "参加", "出席"))
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "9:30", there)], {"T1": "甲校", "T2": "甲校"})
    assert measured(made) == {"T1": (hours, 0), "T2": (2, 0)}


def test_the_highest_role_of_a_segment_counts_and_segments_are_summed(
    judged_county, fill, held, measured, verdicts_of
):
    made = judged_county(conversion={"role_factor": {"default": 1, "by": {"主讲": "1.25", "评课": 3}}})
    both = (("T1", "参加", "出席"), ("T1", "主讲", "出席"), ("T1", "评课", "出席"))
    fill(
        made,
        [
            held("A1", "2025-03-01", "8:00", "9:30", both),
            held("A1", "2025-03-01", "9:30", "11:00", (("T1", "主讲", "出席"),), position="2"),
            held("A2", "2025-03-02", "8:00", "9:30", (("T1", "主讲", "请假"), ("T1", "参加", "出席"))),
        ],
    )
    assert measured(made, rule="sample.hours") == {"T1": (Decimal("10.50"), 0)}  # 2 x 3 + 2 x 1.25 + 2
    (row,) = verdicts_of(made, "trace_lines", "trace_left_out", policy="sample")
    assert [(line["role"], line["gross"]) for line in row["trace_lines"]] == [
        ("评课", "6.00"), ("主讲", "2.50"), ("参加", "2.00"),
    ]  # fmt: skip
    left_out = sorted(
        (line["activity_number"], line["role"], line["reason"]) for line in row["trace_left_out"]
    )
    assert left_out == [("A1", "主讲", "lower_role"), ("A1", "参加", "lower_role"), ("A2", "主讲", "excused")]


def test_recorded_periods_count_instead_of_minutes(judged_county, fill, held, figure, query):
    made = judged_county(conversion={"hours_per_period": figure("1.5")})
    fill(
        made,
        [
            held("A1", "2025-03-01", periods="2"),
            held("A2", "2025-03-02", "8:00", "12:00", periods="0.5"),
            held("A3", "2025-03-03", "8:00", "8:45"),
        ],
    )
    assert query(made, WORTH) == [("A1", Decimal(3)), ("A2", Decimal("0.75")), ("A3", Decimal(1))]


def test_partly_present_counts_from_the_share_on(judged_county, fill, held, figure, query):
    made = judged_county(conversion={"partial_share": figure("0.6667", "partial_share", 0, 1)})
    cases = {
        "T1": ("早退", "59"),
        "T2": ("早退", "60"),
        "T3": ("出席", "1"),
        "T4": ("早退", ""),
        "T5": ("早退", "90"),
    }
    there = tuple((who, "参加", status) for who, (status, _) in cases.items())
    stayed = {who: minutes for who, (_, minutes) in cases.items()}
    fill(
        made, [held("A1", "2025-03-01", "8:00", "9:30", there, minutes=stayed)], dict.fromkeys(cases, "甲校")
    )
    rows = query(
        made,
        """SELECT p.number, sum(amount) FROM ledger_lines l JOIN people p ON p.id = l.person_id
           WHERE measure = 'hours' GROUP BY 1 ORDER BY 1""",
    )
    assert rows == [("T1", 0), ("T2", 2), ("T3", 2), ("T4", 0), ("T5", 2)]
    with made.work() as work:
        adopted = adoptions.adopt(work, "sample", root_id(work), parameters={"partial_share": "0.5"})
        assert adopted.parameters == {"partial_share": "0.5"}


def test_the_version_of_the_activitys_date_converts(judged_county, fill, held, figure, query, tmp_path):
    source = {"document": "样例办法", "clause": "第二条"}

    def version(since, minutes):
        return {
            "valid_from": since, "source": source, "minutes_per_hour": figure(minutes), "hours_per_period": figure(1),
            "counts": ["present"], "categories": {"听课": "观课议课"},
        }  # fmt: skip

    made = judged_county(versions_of_conversion=[version("1900-01-01", 45), version("2025-06-01", 30)])
    fill(
        made,
        [held("A1", "2025-05-31", "8:00", "9:30"), held("A2", "2025-06-01", "8:00", "9:30", kind="讲座")],
    )
    rows = query(
        made,
        "SELECT activity_number, amount, conversion, category FROM ledger_lines WHERE measure = 'hours' ORDER BY 1",
    )
    assert rows == [("A1", 2, "1900-01-01", "观课议课"), ("A2", 3, "2025-06-01", "讲座")]


def test_each_day_converts_by_who_has_adopted_then_and_in_which_edition(
    judged_county, fill, held, figure, query
):
    version = {
        "source": {"document": "样例办法", "clause": "第二条"}, "hours_per_period": figure(1), "counts": ["present"],
    }  # fmt: skip
    minutes = {"parameter": "minutes", "min": 1, "max": 90, "unit": "分钟"}
    versions = [
        {**version, "valid_from": "1900-01-01", "minutes_per_hour": {**minutes, "value": 45}},
        {**version, "valid_from": "2025-06-01", "minutes_per_hour": {**minutes, "value": 30}, "edition": 2},
    ]
    made = judged_county(versions_of_conversion=versions, head={"edition": 2}, parameters={"minutes": 90})
    days = {
        "A1": "2024-12-31",
        "A2": "2025-01-01",
        "A3": "2025-05-31",
        "A4": "2025-06-01",
        "A5": "2026-01-01",
    }
    fill(made, [held(number, day, "8:00", "9:30") for number, day in days.items()])
    with made.work() as work:
        (adopted,) = work.session.scalars(select(Adoption))
        changes.retire(work, adopted.id, last_day=date(2024, 12, 31), source="停用")
        school = work.session.scalar(text("SELECT id FROM org_units WHERE kind = 'school'"))
        own = {"valid_from": date(2025, 1, 1), "edition": 1}
        adoptions.adopt(work, "sample", school, **own)
        adoptions.adopt(work, "sample", root_id(work), valid_from=date(2026, 1, 1))
        verdicts.rejudge_county(work, repost=True)
    rows = """SELECT activity_number, sum(amount) FROM ledger_lines WHERE measure = 'hours' GROUP BY 1 ORDER BY 1"""
    # While the school alone has adopted, the policy's own figures of its edition.
    assert query(made, rows) == [("A1", 1), ("A2", 2), ("A3", 2), ("A4", 2), ("A5", 3)]
