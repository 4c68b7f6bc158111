"""What runs over and over for one person stays prepared on its connection, and nothing else does."""

from contextlib import contextmanager
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
USES = {"INSERT INTO audit_records": 3, "INSERT INTO participations": 3, "SELECT activities.number": 3,
        "SELECT tenants.zone": 1, "UPDATE tenant_heads": 1, "WITH RECURSIVE": 2, "WITH attended AS": 3}  # fmt: skip


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
        yield held, Entry(person, "出席")


@contextmanager
def on_a_connection_of_its_own(made, *, prepare):
    database = Database(role_url(made.platform.settings, "app"), pool_size=1, prepare=prepare)
    try:
        with replace(made, platform=replace(made.platform, app=database)).work() as work:
            yield work
    finally:
        database.dispose()


def test_one_entry_after_the_other_is_planned_once(made, measured):
    with on_a_connection_of_its_own(made, prepare=True) as work:
        work.session.execute(text("UPDATE activities SET state = 'confirmed', confirmed_at = now()"))
        for held, entry in entries(work):
            participations.record(work, held, [entry])
        # One moment for the transaction; the first entry of the year opened its window, and the county was judged.
        kept = work.session.execute(text(KEPT)).all()
        starts = [(next(start for start in USES if row.statement.startswith(start)), row) for row in kept]
        assert {start: row.generic_plans for start, row in starts} == USES
        assert len(kept) == len(USES)
        assert {row.custom_plans for row in kept} == {0}
        judge.county(work)
        assert work.session.execute(text(KEPT)).all() == kept
    assert measured(made) == {"T1": (6, 0)}


def test_nothing_is_prepared_where_a_pooler_does_not_carry_it(made):
    with on_a_connection_of_its_own(made, prepare=False) as work:
        for held, entry in entries(work):
            participations.record(work, held, [replace(entry, role="主持")])
        assert work.session.execute(text(KEPT)).all() == []
