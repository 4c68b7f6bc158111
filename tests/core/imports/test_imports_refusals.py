"""Imports that must leave nothing behind: dry runs, files that cannot be read, callers who may not."""

import pytest

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import NOWHERE
from yanxiu_core.errors import Forbidden, Invalid
from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.tabular.errors import TableError
from yanxiu_tenants.roles.access import RoleAccess

ROSTER = "学校 工号 姓名 职称 教研组"
ACTIVITIES = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
ATTENDANCE = "活动编号 工号 姓名 状态"
LISTS = {
    "roster": (ROSTER, ("丙校", "T9", "赵六", "一级教师", "英语组")),
    "activities": (ACTIVITIES, ("A9", "讲座", "讲座1", "甲校", "2025-05-01", "8:00", "9:30")),
    "attendance": (ATTENDANCE, ("A1", "T3", "王五", "出席")),
}


@pytest.fixture(scope="module")
def made(school):
    return school()


def head(query, county):
    return query(county, "SELECT recorded_at FROM tenant_heads")


@pytest.mark.parametrize("kind", LISTS)
def test_a_dry_run_counts_and_writes_nothing(made, listed, rows_in, query, kind):
    before, moment = rows_in(made, "jobs"), head(query, made)
    report = made.bring(kind, listed(*LISTS[kind]), dry_run=True)
    assert (report.rows, report.good, report.refused, report.written) == (1, 1, 0, False)
    # It tells what the run would do, having done and undone it.
    assert (report.added, report.corrected, report.unchanged) == (1, 0, 0)
    assert rows_in(made, "jobs") == before
    assert head(query, made) == moment


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("role", ["teacher", "auditor", "nobody"])
def test_who_may_not_import_changes_nothing(made, listed, rows_in, query, role, kind):
    before, moment = rows_in(made), head(query, made)
    actor = Actor("token", None, "某人", role)
    with (
        pytest.raises(Forbidden, match=r"imports\.run"),
        made.work(actor=actor, access=RoleAccess(role)) as work,
    ):
        imports.run(work, kind, listed(*LISTS[kind]), ImportOptions())
    assert rows_in(made) == before
    assert head(query, made) == moment


def test_an_integrator_whose_reach_is_one_school_may_not_import(made, listed, rows_in, query):
    before = rows_in(made)
    (school,) = query(made, "SELECT id FROM org_units WHERE name = '甲校'")[0]
    access = RoleAccess("integrator", unit_id=school)
    with pytest.raises(Forbidden), made.work(access=access) as work:
        imports.run(work, "roster", listed(*LISTS["roster"]), ImportOptions())
    assert rows_in(made) == before


def test_an_integrator_may_import(made, listed):
    for kind, rows in LISTS.items():
        with made.work(access=RoleAccess("integrator")) as work:
            assert imports.run(work, kind, listed(*rows), ImportOptions()).good == 1
            work.session.rollback()


class WithoutUnits(RoleAccess):
    """An integrator who may write people and no units."""

    def reach(self, permission):
        return NOWHERE if permission is Permission.UNITS_WRITE else super().reach(permission)


def test_a_roster_makes_schools_and_needs_their_permission(made, listed, rows_in):
    before = rows_in(made)
    with (
        pytest.raises(Forbidden, match=r"units\.write"),
        made.work(access=WithoutUnits("integrator")) as work,
    ):
        imports.run(work, "roster", listed(*LISTS["roster"]), ImportOptions())
    assert rows_in(made) == before


def test_a_file_without_the_headings_is_refused_as_a_whole(made, listed, rows_in):
    before = rows_in(made)
    with pytest.raises(TableError, match="活动编号"):
        made.bring("attendance", listed("工号 姓名", ("T1", "张三")))
    assert rows_in(made) == before


def test_an_unknown_kind_is_refused_naming_those_there_are(made, listed):
    with pytest.raises(Invalid, match="roster, activities, attendance"):
        made.bring("timetable", listed(*LISTS["roster"]))
