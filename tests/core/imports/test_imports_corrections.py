"""The same key with other content is a correction: the old row stays, its line is reversed, a new one is posted."""

from datetime import date
from decimal import Decimal

import pytest

from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions

ACTIVITIES = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
ATTENDANCE = "活动编号 工号 姓名 状态"
LINES = """SELECT p.number, l.on_date::text, l.amount, l.reverses_id IS NOT NULL FROM ledger_lines l
           JOIN people p ON p.tenant_id = l.tenant_id AND p.id = l.person_id
           WHERE l.measure = 'hours' ORDER BY l.recorded_at, l.reverses_id IS NULL, p.number, l.on_date"""
MARCH, OCTOBER = "2025-03-01", "2025-10-08"
FIRST = [
    ("T1", MARCH, 2, False),
    ("T1", OCTOBER, 1, False),
    ("T2", MARCH, 2, False),
    ("T2", OCTOBER, 1, False),
]


@pytest.fixture
def made(school):
    return school()


def event(number="A1", day=MARCH, start="8:00", end="9:30", kind="听课"):
    return (number, kind, "听课1", "甲校", day, start, end)


def test_a_corrected_status_supersedes_and_reverses(made, listed, query, measured):
    report = made.bring("attendance", listed(ATTENDANCE, ("A1", "T1", "张三", "请假")))
    assert (report.corrected, report.added, report.lines_posted, report.lines_reversed) == (1, 0, 0, 2)
    rows = query(
        made,
        """SELECT c.status, c.superseded_at IS NULL, c.superseded_at = n.recorded_at FROM participations c
           JOIN people p ON p.id = c.person_id JOIN activities a ON a.id = c.activity_id
           CROSS JOIN (SELECT max(recorded_at) AS recorded_at FROM participations) n
           WHERE p.number = 'T1' AND a.number = 'A1' ORDER BY c.recorded_at""",
    )
    assert rows == [("出席", False, True), ("请假", True, None)]
    assert query(made, LINES) == [*FIRST, ("T1", MARCH, -2, True)]
    assert measured(made) == {"T1": (1, 0), "T2": (3, 0), "T3": (0, 0)}


def test_a_status_of_the_same_worth_replaces_the_line_with_its_source(made, listed, query, measured):
    report = made.bring("attendance", listed(ATTENDANCE, ("A1", "T1", "张三", "迟到")))
    assert (report.lines_posted, report.lines_reversed) == (2, 2)
    assert query(made, LINES) == [*FIRST, ("T1", MARCH, -2, True), ("T1", MARCH, 2, False)]
    assert measured(made)["T1"] == (3, 0)


def test_a_row_missing_from_a_later_file_is_left_alone(made, listed, query, measured):
    before = measured(made)
    report = made.bring("attendance", listed(ATTENDANCE, ("A1", "T1", "张三", "出席")))
    assert (report.rows, report.unchanged) == (1, 1)
    assert query(made, LINES) == FIRST
    assert measured(made) == before


def test_a_corrected_time_reposts_everybody(made, listed, query, measured):
    report = made.bring("activities", listed(ACTIVITIES, event(end="10:15")))
    assert (report.corrected, report.lines_posted, report.lines_reversed) == (1, 2, 2)
    assert query(made, LINES) == [
        *FIRST,
        ("T1", MARCH, -2, True),
        ("T2", MARCH, -2, True),
        ("T1", MARCH, 3, False),
        ("T2", MARCH, 3, False),
    ]
    assert measured(made) == {"T1": (4, 0), "T2": (4, 0), "T3": (0, 0)}
    segments = query(
        made,
        """SELECT extract(epoch FROM ends_at - starts_at)::int / 60, superseded_at IS NULL FROM activity_segments g
           JOIN activities a ON a.id = g.activity_id WHERE number = 'A1' ORDER BY g.recorded_at""",
    )
    assert segments == [(90, False), (135, True)]


def test_a_date_moved_over_new_year_moves_the_hours_to_the_other_window(made, listed, measured, query):
    assert measured(made)["T1"] == (3, 0)
    made.bring("activities", listed(ACTIVITIES, event(day="2024-12-31")))
    assert measured(made) == {"T1": (1, 0), "T2": (1, 0), "T3": (0, 0)}
    assert measured(made, "2024") == {"T1": (2, 0), "T2": (2, 0), "T3": (0, 0)}
    assert query(made, "SELECT starts_on FROM activities WHERE number = 'A1'") == [(date(2024, 12, 31),)]


def test_a_correction_taken_back_is_worth_the_same_again(made, listed, query, measured):
    made.bring("activities", listed(ACTIVITIES, event(end="10:15")))
    report = made.bring("activities", listed(ACTIVITIES, event()))
    assert (report.corrected, report.lines_posted, report.lines_reversed) == (1, 2, 2)
    assert measured(made)["T1"] == (3, 0)
    assert query(made, "SELECT sum(amount) FROM ledger_lines WHERE measure = 'hours'") == [(Decimal(6),)]


def test_a_corrected_kind_changes_the_lines_category(made, listed, query):
    made.bring("activities", listed(ACTIVITIES, event(kind="公开课")))
    assert query(
        made,
        """SELECT kind, category, sum(amount) FROM ledger_lines WHERE measure = 'hours' GROUP BY 1, 2
           ORDER BY 1""",
    ) == [("公开课", "公开课", 4), ("听课", "听课", 0), ("评课", "评课", 2)]


def test_a_further_segment_adds_to_the_activity(made, listed, measured, query):
    headings = f"{ACTIVITIES} 环节"
    report = made.bring("activities", listed(headings, (*event(start="10:00", end="10:45"), "2")))
    assert report.corrected == 1
    assert measured(made)["T1"] == (3, 0)
    assert (
        made.bring("attendance", listed(f"{ATTENDANCE} 环节", ("A1", "T1", "张三", "出席", "2"))).added == 1
    )
    assert measured(made)["T1"] == (4, 0)
    assert query(made, "SELECT count(*) FROM activity_segments WHERE superseded_at IS NULL") == [(3,)]


def test_a_reversal_is_made_once_however_often_the_file_comes(made, listed, rows_in):
    path = listed(ATTENDANCE, ("A1", "T1", "张三", "请假"))
    made.bring("attendance", path)
    before = rows_in(made, "audit_records", "jobs")
    assert made.bring("attendance", path).unchanged == 1
    assert rows_in(made, "audit_records", "jobs") == before


def test_unconfirmed_attendance_is_worth_nothing_until_it_is_confirmed(made, listed, measured, query):
    made.bring("activities", listed(ACTIVITIES, event("A3", "2025-05-06")))
    path = listed(ATTENDANCE, ("A3", "T3", "王五", "出席"))
    report = made.bring("attendance", path, confirm=False)
    assert (report.added, report.activities_confirmed, report.lines_posted) == (1, 0, 0)
    assert query(made, "SELECT state FROM activities WHERE number = 'A3'") == [("planned",)]
    assert measured(made)["T3"] == (0, 0)
    again = made.bring("attendance", path)
    assert (again.unchanged, again.activities_confirmed, again.lines_posted) == (1, 1, 3)
    assert measured(made)["T3"] == (2, 0)


def test_another_host_alone_is_a_correction(made, listed, query):
    moved = ("A1", "听课", "听课1", "乙校", MARCH, "8:00", "9:30")
    units = "SELECT g.name, part, superseded_at IS NULL FROM activity_units g JOIN activities a ON a.id = activity_id WHERE number = 'A1' ORDER BY 3"
    assert made.bring("activities", listed(ACTIVITIES, event())).unchanged == 1
    assert made.bring("activities", listed(ACTIVITIES, moved)).corrected == 1
    assert query(made, units) == [("甲校", "host", False), ("乙校", "host", True)]
    helped = made.bring("activities", listed(f"{ACTIVITIES} 协办单位", (*moved, "甲校、丁校")))
    assert helped.corrected == 1
    assert made.bring("activities", listed(f"{ACTIVITIES} 协办单位", (*moved, "丁校、甲校"))).unchanged == 1
    assert made.bring("activities", listed(ACTIVITIES, moved)).corrected == 1


def test_two_lists_are_imported_in_one_transaction(made, listed):
    with made.work() as work:
        for number in ("D1", "D2"):
            path = listed(ACTIVITIES, event(number))
            assert imports.run(work, "activities", path, ImportOptions()).added == 1
