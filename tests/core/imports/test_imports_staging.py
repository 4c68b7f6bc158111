"""Staging and the checks of rows as a set: bounded memory, short messages."""

import tracemalloc

from yanxiu_core.imports.attendance import SPEC
from yanxiu_core.imports.staging import StagingTable
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.tabular.records import Problem, Row

ACTIVITIES = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
ATTENDANCE = "活动编号 工号 姓名 状态"
MIB = 1024 * 1024


def bad_rows(count):
    for number in range(count):
        problem = Problem(
            "CSV", number, "状态", f"值{number}", "invalid", f"第{number}" * 30, f"row {number}" * 30
        )
        yield Row("CSV", number, {"number": f"T{number}"}, (), (problem,))


def test_problems_of_reading_are_not_gathered_in_memory(school):
    with school().work() as work:
        table = StagingTable(SPEC.types)
        table.create(work.session)
        tracemalloc.start()
        try:
            assert table.load(work.session, bad_rows(10_000), silent) == 10_000
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        found = work.session.connection().exec_driver_sql(
            "SELECT count(*), max(line), max(row_number) FROM problems"
        )
        assert tuple(found.one()) == (10_000, 10_000, 9_999)
    assert peak < 4 * MIB


def messages(county, query):
    return query(county, 'SELECT "row", code, zh, en FROM import_problems ORDER BY job_id, position')


def test_a_contradiction_of_two_rows_names_both(school, listed, query):
    made = school()
    made.bring("attendance", listed(ATTENDANCE, ("A1", "T1", "张三", "迟到"), ("A1", "T1", "张三", "请假")))
    zh = "A1 / T1 / 张三 / 参加 在第 2、3 行的内容互相矛盾；请核实后只保留正确的一行"
    en = "A1 / T1 / 张三 / 参加 stands in rows 2 and 3 with different contents; keep the right one only"
    assert messages(made, query) == [(2, "contradiction", zh, en), (3, "contradiction", zh, en)]


def test_a_contradiction_of_many_rows_names_the_first_the_last_and_how_many(school, listed, query):
    made = school()
    rows = [("A1", "T1", "张三", status) for status in ("迟到", "请假", "出席", "迟到")]
    made.bring("attendance", listed(ATTENDANCE, *rows))
    assert {row[2].partition("的")[0] for row in messages(made, query)} == {
        "A1 / T1 / 张三 / 参加 在第 2、5 等 4 行"
    }
    assert "stands in rows 2 to 5 (4 rows) with" in messages(made, query)[0][3]


def segment(number, position, **changes):
    cells = {"kind": "听课", "title": "听课1", "host": "甲校", "place": "", **changes}
    return (
        number,
        cells["kind"],
        cells["title"],
        cells["host"],
        "2025-04-01",
        "8:00",
        "9:30",
        str(position),
        cells["place"],
    )


def test_rows_of_one_activity_that_describe_it_differently_are_all_refused(school, listed, query, problems):
    made = school()
    rows = (
        segment("E1", 1),
        segment("E1", 2, kind="评课"),
        segment("E2", 1, place="礼堂"),
        segment("E2", 2),
        segment("E3", 1, host="乙校"),
        segment("E3", 2),
        segment("E3", 3),
    )
    report = made.bring("activities", listed(f"{ACTIVITIES} 环节 地点", *rows), keep_valid=True)
    assert (report.added, report.refused) == (2, 5)
    assert [row[1:] for row in problems(made)] == [
        (line, "活动编号", number, "header_differs")
        for line, number in ((2, "E1"), (3, "E1"), (6, "E3"), (7, "E3"), (8, "E3"))
    ]
    assert messages(made, query)[0][2].startswith("活动 E1 在第 2、3 行，")
    assert messages(made, query)[-1][2].startswith("活动 E3 在第 6、8 等 3 行，")
    assert query(made, "SELECT number, place FROM activities WHERE number LIKE 'E%'") == [("E2", "礼堂")]
