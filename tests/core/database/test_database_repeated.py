"""What runs over and over for one person stays prepared on its connection, and nothing else does."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from yanxiu.settings import role_url
from yanxiu_core.database.transactions import Database
from yanxiu_core.engine import judge
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry

KEPT = "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements ORDER BY statement"
KEPT_OF_ONE = ("INSERT INTO audit_records", "INSERT INTO participations", "SELECT activities.number",
               "UPDATE tenant_heads", "WITH RECURSIVE", "WITH attended AS")  # fmt: skip


@pytest.fixture(scope="module")
def made(county, listed):
    """Three sessions that T1 could have attended."""
    one = county()
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三")))
    sessions = [(f"A{n}", "听课", "听课", "甲校", date(2025, 3, n), 2) for n in (1, 2, 3)]
    one.bring("activities", listed("活动编号 活动类型 活动名称 主办单位 日期 节次", *sessions))
    one.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "缺席")))
    return one


def entries(work):
    person = work.session.scalar(text("SELECT id FROM people"))
    for held in work.session.scalars(text("SELECT id FROM activities ORDER BY number")).all():
        yield held, [Entry(person, "出席")]


def test_one_entry_after_the_other_is_planned_once(made, measured):
    with made.work() as work:
        work.session.execute(text("UPDATE activities SET state = 'confirmed', confirmed_at = now()"))
        for held, entry in entries(work):
            participations.record(work, held, entry)
        kept = work.session.execute(text(KEPT)).all()
        assert [row.statement.startswith(start) for row, start in zip(kept, KEPT_OF_ONE, strict=True)] == [
            True
        ] * 6
        assert all(row.generic_plans >= 2 and row.custom_plans == 0 for row in kept)
        judge.county(work)
        assert work.session.execute(text(KEPT)).all() == kept
    assert measured(made) == {"T1": (6, 0)}


def test_nothing_is_prepared_where_a_pooler_does_not_carry_it(made):
    settings = made.platform.settings
    bare = Database(role_url(settings, "app"), pool_size=1)
    apart = replace(made, platform=replace(made.platform, app=bare))
    with apart.work() as work:
        for held, entry in entries(work):
            participations.record(work, held, [replace(entry[0], role="主持")])
        assert work.session.execute(text(KEPT)).all() == []
    bare.dispose()
