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
from yanxiu_core.plugins.calling import attempt
from yanxiu_core.plugins.errors import PluginFailed

KEPT = "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements ORDER BY statement"
HOT = (
    "INSERT INTO audit_records",
    "INSERT INTO participations",
    "WITH anon",
    "WITH attended AS",
    "WITH tick AS",
)
AT_EVERY_BEGIN = "SELECT tenants.zone"


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
        yield replace(made, platform=replace(made.platform, app=database)).work
    finally:
        database.dispose()


def plans(work):
    """How often each prepared statement was planned once for all, and for its values."""
    rows = work.session.execute(text(KEPT)).all()
    names = {
        row: next(start for start in (*HOT, AT_EVERY_BEGIN) if row.statement.startswith(start))
        for row in rows
    }
    assert len(set(names.values())) == len(rows)
    return {
        name: (row.generic_plans, row.custom_plans) for row, name in names.items() if name != AT_EVERY_BEGIN
    }


def test_one_entry_after_the_other_is_planned_once(made, measured):
    with on_a_connection_of_its_own(made, prepare=True) as opened:
        with opened() as work:
            work.session.execute(text("UPDATE activities SET state = 'confirmed', confirmed_at = now()"))
            first, second, third = list(entries(work))
        # The first entry of the year opens its window, the second looks up what rests on that.
        for held, entry in (first, second):
            with opened() as work:
                participations.record(work, held, [entry])
        with opened() as work:
            before = plans(work)
            participations.record(work, third[0], [third[1]])
            after = plans(work)
            judge.county(work)
            assert plans(work) == after
    assert after == {name: (before[name][0] + 1, before[name][1]) for name in HOT}
    assert measured(made) == {"T1": (6, 0)}


def test_what_is_not_repeated_is_planned_for_its_values(made):
    asked = text("SELECT current_setting('plan_cache_mode') WHERE :one = 1")
    with on_a_connection_of_its_own(made, prepare=True) as opened, opened() as work:
        assert work.session.scalar(text("SELECT current_setting('plan_cache_mode')")) == "force_generic_plan"
        assert work.session.scalar(asked, {"one": 1}) == "auto"
        with work.trial():
            assert work.session.scalar(asked, {"one": 1}) == "auto"
        assert work.session.scalar(asked, {"one": 1}) == "auto"


def test_a_plugins_statements_too_and_what_follows_its_failure(made):
    """What the plugin's first statement sets goes with its savepoint, and is said again."""
    asked = text("SELECT current_setting('plan_cache_mode') WHERE :one = 1")
    seen = []

    def fail(own):
        seen.append(own.session.scalar(asked, {"one": 1}))
        raise ValueError("a plugin's own fault")

    for seconds in (None, 5.0):
        with on_a_connection_of_its_own(made, prepare=True) as opened, opened() as work:
            with pytest.raises(PluginFailed):
                attempt(work, "shaanxi", "run", fail, seconds=seconds)
            seen.append(work.session.scalar(asked, {"one": 1}))
    assert seen == ["auto"] * 4


def test_nothing_is_prepared_where_a_pooler_does_not_carry_it(made):
    with on_a_connection_of_its_own(made, prepare=False) as opened, opened() as work:
        for held, entry in entries(work):
            participations.record(work, held, [replace(entry, role="主持")])
        assert work.session.execute(text(KEPT)).all() == []
