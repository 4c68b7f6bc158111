"""Import of 台账: every row is somebody's or a unit's; bad ones are reported in place, good ones posted."""

from datetime import date
from decimal import Decimal

import pytest

from yanxiu_core.errors import Forbidden
from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.records import service as records
from yanxiu_tenants.roles.access import RoleAccess

SHORT = "台账编号 类别 日期 工号 姓名 单位"
LONG = f"{SHORT} 时间 名称 计量 数量 项目 分类 角色 已填项 活动编号"
MAY = "2025-05-31"
LINES = """SELECT l.kind, coalesce(p.number, ''), u.name, l.measure, l.amount FROM ledger_lines l
           LEFT JOIN people p ON p.id = l.person_id JOIN org_units u ON u.id = l.unit_id
           JOIN records r ON r.id = l.source_id ORDER BY l.recorded_at, reverses_id IS NULL, 1, 2, l.measure"""


@pytest.fixture
def made(school):
    return school()


def of_person(number="R1", **changes):
    row = {"kind": "读书", "on": MAY, "who": "T1", "name": "张三", "unit": "甲校", **changes}
    return (number, *row.values())


def of_unit(number="R2", unit="乙校"):
    return (number, "计划", MAY, "", "", unit)


def test_rows_of_people_and_of_units_become_records_with_lines(made, listed, query):
    full = (*of_person(), "14:30", "漫谈", "字数", "1,500", "第3期", "一等奖", "主编", "提纲、 心得；", "A1")
    plain = (*of_unit(), "", "", "", "", "", "", "", "", "")
    counted = (*of_person("R3", unit=""), "", "", "篇", "1", "", "", "", "", "")
    report = made.bring("records", listed(LONG, full, plain, counted))
    assert (report.added, report.refused, report.lines_posted, report.lines_reversed) == (3, 0, 4, 0)
    rows = """SELECT r.number, r.kind, p.number, u.name, a.number, r.title, on_date, r.starts_at::text, measure, amount,
                     item, category, role, fields FROM records r
              LEFT JOIN people p ON p.id = person_id LEFT JOIN org_units u ON u.id = unit_id
              LEFT JOIN activities a ON a.id = activity_id ORDER BY 1"""
    day, midnight = date(2025, 5, 31), "2025-05-30 16:00:00+00"
    assert query(made, rows) == [
        ("R1", "读书", "T1", None, "A1", "漫谈", day, "2025-05-31 06:30:00+00", "characters", 1500, "第3期", "一等奖",
         "主编", ["提纲", "心得"]),
        ("R2", "计划", None, "乙校", None, "", day, midnight, "count", None, "", "", "", None),
        ("R3", "读书", "T1", None, None, "", day, midnight, "count", None, "", "", "", None),
    ]  # fmt: skip
    assert sorted(query(made, LINES)) == [
        ("计划", "", "乙校", "count", 1),
        ("读书", "T1", "甲校", "characters", 1500),
        ("读书", "T1", "甲校", "count", 1),
        ("读书", "T1", "甲校", "count", 1),
    ]
    audits = "SELECT counts FROM audit_records WHERE command LIKE '%record%'"
    assert [row[0]["added"] for row in query(made, audits)] == [3]


def test_the_same_file_again_is_nothing_and_a_correction_reverses(made, listed, query):
    made.bring("records", listed(SHORT, of_person(), of_unit()))
    again = made.bring("records", listed(SHORT, of_unit(), of_person()))
    assert (again.unchanged, again.added, again.corrected, again.lines_posted) == (2, 0, 0, 0)
    report = made.bring("records", listed(SHORT, of_person(who="T3", name="王五"), of_unit()))
    assert (report.unchanged, report.corrected, report.lines_posted, report.lines_reversed) == (1, 1, 1, 1)
    assert query(made, LINES)[2:] == [("读书", "T1", "甲校", "count", -1), ("读书", "T3", "乙校", "count", 1)]
    versions = "SELECT number, superseded_at IS NULL FROM records ORDER BY recorded_at, number"
    assert query(made, versions) == [("R1", False), ("R2", True), ("R1", True)]


DIRTY = [
    (of_person("D1"), None),
    (of_person(""), ("台账编号", "", "missing")),
    (of_person("D2", kind=""), ("类别", "", "missing")),
    (of_person("D3", on="2025-02-30"), ("日期", "2025-02-30", "invalid")),
    (of_person("D4", who="T9"), ("工号", "T9", "unknown_person")),
    (of_person("D5", name="李四"), ("姓名", "李四", "name_mismatch")),
    (of_person("D6", who=""), ("工号", "张三", "no_subject")),
    (of_unit("D7", ""), ("工号", "", "no_subject")),
    (of_unit("D8", "丁校"), ("单位", "丁校", "unknown_unit")),
    (of_unit("D9"), ("台账编号", "D9", "contradiction")),
    (of_unit("D9", "甲校"), ("台账编号", "D9", "contradiction")),
    (of_unit("D10"), None),
    (of_unit("D10"), ("台账编号", "D10", "duplicate_row")),
    (of_unit("D11", "语文组"), ("单位", "语文组", "ambiguous_unit")),
]


def test_every_bad_row_is_reported_in_its_place(made, listed, problems, query):
    made.bring("roster", listed("学校 工号 姓名 教研组", ("乙校", "T3", "王五", "语文组")))
    report = made.bring("records", listed(SHORT, *(row for row, _ in DIRTY)), keep_valid=True)
    expected = [("CSV", n, *problem) for n, (_, problem) in enumerate(DIRTY, start=2) if problem]
    assert problems(made) == expected
    assert (report.good, report.refused, report.added) == (2, 12, 2)
    assert query(made, "SELECT number FROM records ORDER BY 1") == [("D1",), ("D10",)]


AMOUNTS = [
    (("字", "0", ""), None),
    (("元", "9999999999.99", ""), None),
    (("次", "", ""), None),
    (("斤", "1200", ""), ("计量", "斤", "invalid")),
    (("字", "", ""), ("数量", "", "amount_missing")),
    (("", "3", ""), ("数量", "3.00", "amount_of_count")),
    (("天", "-0.01", ""), ("数量", "-0.01", "amount_invalid")),
    (("元", "10000000000", ""), ("数量", "10000000000.00", "amount_invalid")),
    (("天", "三", ""), ("数量", "三", "invalid")),
    (("", "", "A9"), ("活动编号", "A9", "unknown_activity")),
]


def test_amounts_and_activities_are_checked(made, listed, problems, query, rows_in):
    rows = [(*of_person(f"E{n}"), *cells) for n, (cells, _) in enumerate(AMOUNTS)]
    before = rows_in(made, "jobs", "import_problems", "files")
    heads = f"{SHORT} 计量 数量 活动编号"
    report = made.bring("records", listed(heads, *rows))
    assert problems(made) == [("CSV", n, *p) for n, (_, p) in enumerate(AMOUNTS, start=2) if p]
    assert (report.written, report.refused) == (False, 7)
    assert rows_in(made, "jobs", "import_problems", "files") == before
    assert made.bring("records", listed(heads, *rows), keep_valid=True).added == 3
    amounts = "SELECT number, amount FROM records ORDER BY 1"
    assert query(made, amounts) == [("E0", 0), ("E1", Decimal("9999999999.99")), ("E2", None)]


def test_a_withdrawn_record_does_not_come_back_with_the_file(made, listed, problems):
    made.bring("records", listed(SHORT, of_person()))
    with made.work() as work:
        records.withdraw(work, "R1", "误登")
    assert made.bring("records", listed(SHORT, of_person())).refused == 1
    assert problems(made) == [("CSV", 2, "台账编号", "R1", "record_withdrawn")]


def test_a_dry_run_counts_and_who_may_not_changes_nothing(made, listed, rows_in):
    before = rows_in(made, "jobs")
    report = made.bring("records", listed(SHORT, of_person(), of_unit()), dry_run=True)
    assert (report.added, report.lines_posted, report.written) == (2, 2, False)
    for role in ("teacher", "auditor"):
        with pytest.raises(Forbidden, match=r"imports\.run"), made.work(access=RoleAccess(role)) as work:
            imports.run(work, "records", listed(SHORT, of_person()), ImportOptions())
    assert rows_in(made, "jobs") == before
