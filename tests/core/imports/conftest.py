"""An office's headings, and a county of two schools with a confirmed activity."""

import pytest

ROSTER = "学校 工号 姓名 职称 教研组"
ACTIVITIES = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
ATTENDANCE = "活动编号 工号 姓名 状态"


@pytest.fixture(scope="session")
def school(county, listed):
    """A new county: 甲校 with T1 张三 and T2 李四, 乙校 with T3 王五; A1 of 90 minutes and A2 of 45, attended by T1, T2."""

    def make():
        made = county()
        people = (
            ("甲校", "T1", "张三", "一级教师", "语文组"),
            ("甲校", "T2", "李四", "", ""),
            ("乙校", "T3", "王五", "", ""),
        )
        events = (
            ("A1", "听课", "听课1", "甲校", "2025-03-01", "8:00", "9:30"),
            ("A2", "评课", "评课1", "甲校", "2025-10-08", "14:00", "14:45"),
        )
        lines = [
            (event, who, name, "出席")
            for event in ("A1", "A2")
            for who, name in (("T1", "张三"), ("T2", "李四"))
        ]
        for kind, headings, rows in (
            ("roster", ROSTER, people),
            ("activities", ACTIVITIES, events),
            ("attendance", ATTENDANCE, lines),
        ):
            assert made.bring(kind, listed(headings, *rows)).refused == 0
        return made

    return make


@pytest.fixture
def problems(query):
    """`problems(county)`: sheet, row, column, value and code of what the county's imports found."""

    def look(county, severity="error"):
        return query(
            county,
            """SELECT sheet, "row", "column", value, code FROM import_problems WHERE severity = :severity
               ORDER BY job_id, position""",
            severity=severity,
        )

    return look
