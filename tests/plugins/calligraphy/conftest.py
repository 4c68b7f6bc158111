"""Counties with two schools that use plugin `calligraphy`."""

from datetime import date

import pytest

from yanxiu_core.calendars import service as calendars

from .calligraphy_school import PEOPLE, POLICY, TABLES, TERM, School


@pytest.fixture(scope="session")
def wall(county, people, api, web):
    """`wall(name)`: a county with 甲校 and 乙校, each as its principal; the plugin is on in both."""

    def build(name="样例县"):
        made = county(name, policies=(POLICY,), plugins=("calligraphy",))
        people(made, ("甲校", "T1", "张三"), ("甲校", "T3", "王五"), ("乙校", "T2", "李四"))
        with made.work() as work:
            calendars.publish(work, "semester", TERM, "2025 年秋季学期", date(2025, 9, 1), date(2026, 1, 16))
        rows = {row["number"]: row for row in api(made).ask(PEOPLE)["people"]["nodes"]}
        first, second = (
            School(
                api(made, "principal", number, unit=unit),
                rows[number]["homeUnit"]["id"],
                rows[number]["id"],
                web,
                unit,
            )
            for number, unit in (("T1", "甲校"), ("T2", "乙校"))
        )
        first.kept["other"] = rows["T3"]["id"]
        return made, first, second

    return build


@pytest.fixture
def counts():
    """How many rows the county has in what a command could change."""
    return lambda made: {table: made.count(table) for table in TABLES}
