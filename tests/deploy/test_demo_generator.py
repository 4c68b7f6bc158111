"""The made-up counties: the offices' shape, the same content for the same seed, and plausible years."""

import csv
import statistics
import tracemalloc
from collections import Counter, defaultdict
from datetime import date

import pytest
from python_calamine import load_workbook

from yanxiu.demo.generator import generate_county

COUNTY = {
    "slug": "yangli",
    "name": "样例县",
    "seed": 7,
    "schools": 8,
    "teachers": 200,
    "activities": 320,
    "year": 2025,
}
PRESENT = {"出席", "迟到", "早退"}


def sheet(path):
    return load_workbook(path).get_sheet_by_index(0)


def rows_of(path):
    return sheet(path).to_python()[2:]


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return generate_county(tmp_path_factory.mktemp("county"), **COUNTY)


def hours_by_teacher(county):
    """学时 of 2025 reckoned anew: 45 minutes each, the rest dropped, 8 a day; and the hours above that."""
    events = {}
    for number, _, _, _, day, start, end, *_ in rows_of(county.activities):
        minutes = [int(text[:2]) * 60 + int(text[3:]) for text in (start, end)]
        events[number] = day, (minutes[1] - minutes[0]) // 45
    days = defaultdict(lambda: defaultdict(int))
    for number, teacher, _, _, status in rows_of(county.attendance):
        day, hours = events[number]
        if status in PRESENT and day.year == 2025:
            days[teacher][day] += hours
    totals = [sum(min(h, 8) for h in per_day.values()) for per_day in days.values()]
    return totals, sum(max(h - 8, 0) for per_day in days.values() for h in per_day.values())


def test_files_have_a_title_row_the_headings_and_the_offices_types(county):
    roster, activities, attendance = (sheet(p) for p in (county.roster, county.activities, county.attendance))
    assert [s.merged_cell_ranges for s in (roster, activities, attendance)] == [
        [((0, 0), (0, 12))],
        [((0, 0), (0, 8))],
        [((0, 0), (0, 4))],
    ]
    people, events, signed = roster.to_python(), activities.to_python(), attendance.to_python()
    assert [table[0][0] for table in (people, events, signed)] == [
        "教师花名册(2025年)",
        "活动登记表(2025年)",
        "签到表(2025年)",
    ]
    assert people[1] == (
        [
            "学校",
            "学校标识码",
            "工号",
            "姓名",
            "性别",
            "出生日期",
            "学段",
            "任教学科",
            "职称",
            "是否在编",
            "岗位",
            "教研组",
            "入职日期",
        ]
    )
    assert events[1] == [
        "活动编号",
        "活动类型",
        "活动名称",
        "主办单位",
        "日期",
        "开始时间",
        "结束时间",
        "地点",
        "主题",
    ]
    assert signed[1] == ["活动编号", "工号", "姓名", "角色", "状态"]
    assert people[2][:3] == ["样例县第1小学", "3990010001", "T0100001"]
    assert type(people[2][5]) is type(people[2][12]) is date
    assert events[2][0] == "A0100001"
    assert events[2][3:7] == ["样例县第1小学", date(2025, 8, 21), "08:00", "11:00"]


def test_counts_are_as_asked_and_numbers_are_unique(county):
    people, events, signed = (rows_of(p) for p in (county.roster, county.activities, county.attendance))
    assert (len(people), len(events), len(signed)) == (200, 320, county.attendance_count)
    assert (county.teacher_count, county.activity_count) == (200, 320)
    assert len({row[2] for row in people}) == 200
    assert len({row[0] for row in events}) == 320
    assert len({(row[0], row[1]) for row in signed}) == len(signed)
    assert {(row[1], row[2]) for row in signed} <= {(row[2], row[3]) for row in people}
    assert len(signed) / 200 == pytest.approx(27, rel=0.1)


def test_most_teachers_reach_thirty_to_sixty_hours_and_some_miss_forty(county):
    totals, above_the_days_maximum = hours_by_teacher(county)
    assert len(totals) == 200
    assert sum(30 <= total <= 60 for total in totals) / 200 > 0.75
    assert 0.4 < sum(total >= 40 for total in totals) / 200 < 0.85
    assert 35 < statistics.mean(totals) < 55
    assert above_the_days_maximum > 50


def test_days_on_the_edges_and_in_the_neighbours_years_occur(county):
    days = Counter(row[4] for row in rows_of(county.activities))
    for edge in (date(2025, 1, 1), date(2025, 12, 31), date(2024, 12, 31), date(2026, 1, 1)):
        assert days[edge] >= 1, edge
    years = Counter(day.year for day in days.elements())
    assert set(years) == {2024, 2025, 2026}
    assert years[2025] / 320 > 0.85


def test_statuses_and_roles_are_those_of_the_offices(county):
    signed = rows_of(county.attendance)
    statuses, roles = (Counter(row[i] for row in signed) for i in (4, 3))
    assert set(statuses) == {"出席", "迟到", "早退", "请假", "旷会"}
    assert set(roles) == {"参加", "主讲", "主备", "评课"}
    assert (statuses["请假"] + statuses["旷会"]) / len(signed) == pytest.approx(0.06, abs=0.015)


def test_same_seed_same_content_other_seed_other_content(county, tmp_path):
    again = generate_county(tmp_path / "a", **COUNTY)
    other = generate_county(tmp_path / "b", **COUNTY | {"seed": 8})
    for table in ("roster", "activities", "attendance"):
        assert getattr(again, table).read_bytes() == getattr(county, table).read_bytes()
        assert getattr(other, table).read_bytes() != getattr(county, table).read_bytes()


def test_csv_holds_the_same_rows_in_the_offices_encoding(county, tmp_path):
    made = generate_county(tmp_path, **COUNTY, format="csv")
    with made.attendance.open(encoding="gb18030", newline="") as file:
        lines = list(csv.reader(file))
    assert lines == sheet(county.attendance).to_python()[1:]
    with made.activities.open(encoding="gb18030", newline="") as file:
        assert list(csv.reader(file))[1][4] == "2025-08-21"


def test_memory_does_not_grow_with_the_attendance(tmp_path):
    peaks = []
    for activities in (200, 2000):
        tracemalloc.start()
        made = generate_county(
            tmp_path, **COUNTY | {"activities": activities}, sessions=activities / 10, format="csv"
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert made.attendance_count > 35_000
    assert peaks[1] < 1.5 * peaks[0] + 100_000
