"""Dirty rows: each is reported with its place and reason; what can be read is read."""

from datetime import date
from uuid import UUID

import pytest
from python_calamine import load_workbook
from sqlalchemy import text

from yanxiu_core.activities.service import cancel
from yanxiu_core.files.models import StoredFile
from yanxiu_core.files.service import fetch

ROSTER = "学校 工号 姓名 职称 教研组"
ACTIVITIES = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
ATTENDANCE = "活动编号 工号 姓名 状态"
HELD = ("听课", "听课", "甲校")


def event(number, day="2025-04-01", start="8:00", end="9:30"):
    return (number, *HELD, day, start, end)


def test_forms_of_dates_digits_and_blanks_are_read(school, listed, query):
    made = school()
    report = made.bring(
        "activities",
        listed(
            ACTIVITIES,
            event("B1", "2025年3月1日"),
            event("B2", "2025.3.1"),
            event("Ｂ３", "２０２５/３/１", "８：００", "9时30分"),
            event(" B 4 ", " 2025-03-01 ", "上午8:00", "9点半"),
        ),
    )
    assert (report.added, report.refused) == (4, 0)
    assert query(
        made,
        """SELECT a.number, g.on_date, g.starts_at::text, extract(epoch FROM ends_at - starts_at)::int
           FROM activities a JOIN activity_segments g ON g.activity_id = a.id WHERE number LIKE 'B%' ORDER BY 1""",
    ) == [(f"B{n}", date(2025, 3, 1), "2025-03-01 00:00:00+00", 5400) for n in (1, 2, 3, 4)]
    read = made.bring(
        "attendance", listed(ATTENDANCE, ("Ｂ１", "Ｔ１", "张　三", " 出席 "), ("B2", "T 2", "李 四", "迟到"))
    )
    assert (read.added, read.refused) == (2, 0)


DIRTY_ACTIVITIES = [
    (event("C1"), None),
    (event("C2", ""), ("日期", "", "missing")),
    (event("C3", "2025-02-30"), ("日期", "2025-02-30", "invalid")),
    (event("C4", end="7:00"), ("结束时间", "07:00", "ends_before_start")),
    (event("C5", end="8:00"), ("结束时间", "08:00", "ends_before_start")),
    (event("C6", start=""), ("开始时间", "09:30", "no_duration")),
    (event("C7", start="25:00"), ("开始时间", "25:00", "invalid")),
    (event(""), ("活动编号", "", "missing")),
    (event("C8"), None),
    (event("C8"), ("活动编号", "C8", "duplicate_row")),
    (event("C9"), ("活动编号", "C9", "contradiction")),
    (event("C9", "2025-04-02"), ("活动编号", "C9", "contradiction")),
    (event("A2"), ("活动编号", "A2", "activity_cancelled")),
]
DIRTY_ATTENDANCE = [
    (("A1", "T3", "王五", "出席"), None),
    (("A0", "T3", "王五", "出席"), ("活动编号", "A0", "unknown_activity")),
    (("A1", "T8", "王五", "出席"), ("工号", "T8", "unknown_person")),
    (("A1", "T9", "王五", "请假"), ("工号", "T9", "unknown_person")),
    (("A1", "T1", "李四", "出席"), ("姓名", "李四", "name_mismatch")),
    (("A1", "T2", "李四", "来了"), ("状态", "来了", "unknown_status")),
    (("A2", "T1", "张三", "出席"), ("活动编号", "A2", "activity_cancelled")),
    (("A1", "", "张三", "出席"), ("工号", "", "missing")),
]


@pytest.fixture
def dirty(school):
    """A county in which A2 has been cancelled."""
    made = school()
    with made.work() as work:
        cancel(work, work.session.scalar(text("SELECT id FROM activities WHERE number = 'A2'")), "误录")
    return made


@pytest.mark.parametrize(
    ("kind", "headings", "rows", "good"),
    [("activities", ACTIVITIES, DIRTY_ACTIVITIES, 2), ("attendance", ATTENDANCE, DIRTY_ATTENDANCE, 1)],
)
def test_each_bad_row_is_reported_and_nothing_is_written_unless_asked(
    dirty, listed, problems, rows_in, kind, headings, rows, good
):
    path = listed(headings, *(row for row, _ in rows))
    bookkeeping = ("audit_records", "files", "import_problems", "jobs")
    before = rows_in(dirty, *bookkeeping)
    report = dirty.bring(kind, path)
    expected = [(place, *problem) for place, (_, problem) in enumerate(rows, start=2) if problem]
    assert [(row, *rest) for _, row, *rest in problems(dirty)] == expected
    assert {sheet for sheet, *_ in problems(dirty)} == {"CSV"}
    assert (report.rows, report.good, report.refused, report.written) == (
        len(rows),
        good,
        len(rows) - good,
        False,
    )
    assert rows_in(dirty, *bookkeeping) == before
    kept = dirty.bring(kind, path, keep_valid=True)
    assert (kept.added, kept.refused, kept.written) == (good, len(rows) - good, True)
    after = rows_in(dirty, *bookkeeping)
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    table = "activities" if kind == "activities" else "participations"
    assert grown.pop(table) == good
    assert grown == (
        {"activity_segments": 2, "activity_units": 2} if kind == "activities" else {"ledger_lines": 2}
    )


def test_a_plain_repetition_is_told_apart_from_a_contradiction(dirty, listed, problems):
    path = listed(
        ATTENDANCE,
        ("A1", "T3", "王五", "出席"),
        ("A1", "T3", "王五", "出席"),
        ("A1", "T1", "张三", "迟到"),
        ("A1", "T1", "张三", "请假"),
    )
    report = dirty.bring("attendance", path, keep_valid=True)
    assert [row[1:] for row in problems(dirty)] == [
        (3, "工号", "T3", "duplicate_row"),
        (4, "工号", "T1", "contradiction"),
        (5, "工号", "T1", "contradiction"),
    ]
    assert (report.added, report.refused) == (1, 3)


def test_a_row_that_is_refused_anyway_does_not_take_the_good_one_with_it(dirty, listed, problems):
    path = listed(ATTENDANCE, ("A1", "T3", "王五", "出席"), ("A1", "T3", "王六", "请假"))
    report = dirty.bring("attendance", path, keep_valid=True)
    assert [row[1:] for row in problems(dirty)] == [(3, "姓名", "王六", "name_mismatch")]
    assert (report.added, report.refused) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (("99999999999999999999", ""), "环节", "unknown_segment"),
        (("2", ""), "环节", "unknown_segment"),
        (("1", "-5"), "参加分钟", "minutes_invalid"),
        (("1", "1441"), "参加分钟", "minutes_invalid"),
        (("1", "很久"), "参加分钟", "invalid"),
        (("1", "9" * 5_000), "参加分钟", "invalid"),
        (("9" * 5_000, ""), "环节", "invalid"),
    ],
)
def test_segments_and_minutes_that_cannot_be(dirty, listed, problems, cells, column, code):
    report = dirty.bring(
        "attendance", listed(f"{ATTENDANCE} 环节 参加分钟", ("A1", "T3", "王五", "早退", *cells))
    )
    assert [(row[2], row[4]) for row in problems(dirty)] == [(column, code)]
    assert report.refused == 1


@pytest.mark.parametrize(
    ("periods", "code"), [("0", "periods_invalid"), ("0.001", "periods_invalid"), ("25", "periods_invalid")]
)
def test_numbers_of_periods_that_cannot_be(dirty, listed, problems, periods, code):
    dirty.bring("activities", listed(f"{ACTIVITIES} 节次", (*event("D1"), periods)))
    assert [(row[2], row[4]) for row in problems(dirty)] == [("节次", code)]


def test_the_error_workbook_once_mended_can_be_brought_back(dirty, listed, tmp_path):
    report = dirty.bring(
        "attendance", listed(ATTENDANCE, *(row for row, _ in DIRTY_ATTENDANCE)), keep_valid=True
    )
    with dirty.work() as work:
        file = work.session.get(StoredFile, (work.tenant_id, UUID(report.problems_file_id)))
        path = tmp_path / file.name
        fetch(work, file, path)
    lines = load_workbook(path).get_sheet_by_index(0).to_python()
    assert [line[1] for line in lines[1:]] == ["3", "4", "5", "6", "7", "8", "9"]
    again = dirty.bring("attendance", path)
    assert (again.rows, again.refused) == (7, 7)
    headings = lines[0]
    mended = [[*line] for line in lines[1:] if line[headings.index("问题")].startswith("没有“来了”")]
    assert len(mended) == 1
    mended[0][headings.index("状态")] = "出席"
    final = dirty.bring("attendance", listed(" ".join(title.replace(" ", "") for title in headings), *mended))
    assert (final.rows, final.refused, final.unchanged) == (1, 0, 1)


def test_decimal_places_beyond_two_are_no_correction_the_second_time(dirty, listed):
    path = listed(f"{ATTENDANCE} 参加分钟", ("A1", "T3", "王五", "早退", "30.005"))
    assert dirty.bring("attendance", path).added == 1
    assert dirty.bring("attendance", path).unchanged == 1
