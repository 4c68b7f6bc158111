"""Lists that were written under the old name of a school: a roster is told the new one, an activity keeps its unit."""

from datetime import date

import pytest
from sqlalchemy import text

from yanxiu_core.org_units import renaming
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id

ROSTER = "学校 学校标识码 工号 姓名 教研组"
SAID = """SELECT "row", "column", zh FROM import_problems WHERE job_id = (SELECT max(job_id::text)::uuid FROM import_problems)
          ORDER BY position"""
DAY = date(2025, 3, 1)


@pytest.fixture(scope="module")
def renamed(county, listed):
    """甲校 is called 实验校 since March 2025, its 语文组 文科组; 乙校 has been 丙校 for a day and is 乙校 again."""
    made = county()
    people = (("甲校", "", "T1", "张三", "语文组"), ("乙校", "", "T2", "李四", ""))
    assert made.bring("roster", listed(ROSTER, *people)).refused == 0
    with made.work() as work:
        unit = dict(work.session.execute(text("SELECT name, id FROM org_units")).all())
        for name, new, day in (
            ("甲校", "实验校", DAY),
            ("语文组", "文科组", DAY),
            ("乙校", "丙校", DAY),
            ("乙校", "乙校", date(2025, 3, 2)),
        ):
            renaming.rename(work, unit[name], new, valid_from=day, source="县教发6号")
    return made


def test_a_roster_under_the_old_name_is_told_the_new_one_and_founds_no_school(
    renamed, listed, query, rows_in
):
    tables = ("org_units", "org_edges", "org_unit_facts", "people", "person_units")
    before = [renamed.count(name) for name in tables]
    report = renamed.bring(
        "roster",
        listed(
            ROSTER,
            ("甲校", "", "T1", "张三", ""),
            ("甲校", "3461000001", "T3", "王五", ""),
            ("实验校", "", "T4", "赵六", "语文组"),
            ("丙校", "", "T2", "李四", ""),
        ),
    )
    assert (report.refused, report.written) == (4, False)
    assert [renamed.count(name) for name in tables] == before
    assert query(renamed, SAID) == [
        (2, "学校", "“甲校”已更名为“实验校”；请改写现名"),
        (3, "学校", "“甲校”已更名为“实验校”；请改写现名"),
        (4, "教研组", "“实验校”的“语文组”已更名为“文科组”；请改写现名"),
        (5, "学校", "“丙校”已更名为“乙校”；请改写现名"),
    ]
    same = (("实验校", "", "T1", "张三", "文科组"), ("乙校", "", "T2", "李四", ""))
    assert renamed.bring("roster", listed(ROSTER, *same)).unchanged == 2


def test_an_activity_is_of_the_unit_that_had_the_name_on_its_day(renamed, listed, query):
    with renamed.work() as work:
        org_units.create(
            work, kind="school", name="甲校", parent_id=root_id(work), valid_from=date(2025, 9, 1)
        )
    heading = "活动编号 活动类型 活动名称 主办单位 协办单位 日期 开始时间 结束时间 环节"
    rows = [
        ("A1", "听课", "听课", "甲校", "丙校", "2025-02-28", "8:00", "9:30", ""),
        ("A2", "听课", "听课", "甲校", "", "2025-08-31", "8:00", "9:30", ""),
        ("A3", "听课", "听课", "甲校", "", "2025-08-31", "8:00", "9:30", "1"),
        ("A3", "听课", "听课", "甲校", "", "2025-09-01", "8:00", "9:30", "2"),
        ("A4", "听课", "听课", "甲校", "实验校", "2025-09-01", "8:00", "9:30", ""),
    ]
    report = renamed.bring("activities", listed(heading, *rows))
    assert (report.refused, report.warnings, report.added) == (0, 0, 5)
    assert renamed.bring("activities", listed(heading, *rows)).unchanged == 5
    of = """SELECT a.number, g.name, u.name FROM activity_units g JOIN activities a ON a.id = g.activity_id
            LEFT JOIN org_units u ON u.id = g.unit_id WHERE g.superseded_at IS NULL ORDER BY 1, g.part DESC"""
    assert query(renamed, of) == [
        ("A1", "甲校", "实验校"),
        ("A1", "丙校", "乙校"),
        ("A2", "甲校", "实验校"),
        ("A3", "甲校", "实验校"),
        ("A4", "甲校", "甲校"),
        ("A4", "实验校", "实验校"),
    ]
