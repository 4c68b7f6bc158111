"""A plugin's list is imported by the platform's machinery: staged, checked, written whole or not at all, undone if tried."""

import pytest
import yanxiu_sample as sample
from sqlalchemy import text

from yanxiu_core.errors import Forbidden, Invalid
from yanxiu_core.imports import job as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.plugins.errors import PluginDisabled, PluginFailed
from yanxiu_core.switches import service as switches
from yanxiu_tenants.roles.access import RoleAccess

HEADINGS = "工号 题目 日期"
GOOD = [("T1", "春天", "2025-03-01"), ("T1", "夏天", "2025-06-01")]


@pytest.fixture(scope="module")
def made(sample_county, listed):
    one = sample_county(policies=())
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三")))
    return one


@pytest.fixture
def work(made):
    with made.work() as work, work.trial():
        yield work
    sample.BROKEN.clear()


def brought(work, path, **options):
    return imports.run_now(work, "sample.essays", path, ImportOptions(**options))


def kept(work):
    return work.session.scalar(text("SELECT count(*) FROM records"))


def test_good_rows_are_written_and_bad_ones_told_by_row(work, listed):
    path = listed(
        HEADINGS, *GOOD, ("T9", "秋天", "2025-09-01"), ("T1", "春天", "2025-03-01"), ("T1", "冬天", "冬至")
    )
    job, report = brought(work, path)
    assert (report.rows, report.good, report.refused, report.written, kept(work)) == (5, 2, 3, False, 0)
    problems = work.session.execute(
        text('SELECT "row", "column", value, code, zh FROM import_problems ORDER BY position')
    )
    assert [tuple(row)[:4] for row in problems] == [
        (4, "工号", "T9", "unknown_person"), (5, "题目", "春天", "duplicate_row"), (6, "日期", "冬至", "invalid"),
    ]  # fmt: skip
    workbook = work.session.execute(
        text("SELECT name, purpose FROM files WHERE id = :id"), {"id": report.problems_file_id}
    )
    assert tuple(workbook.one()) == (f"{path.stem}-问题行.xlsx", "problems")
    assert job.input["form"] == "sample.essays"
    _, report = brought(work, path, keep_valid=True)
    assert (report.added, report.lines_posted, report.written, kept(work)) == (2, 2, True, 2)


def test_a_dry_run_counts_and_keeps_nothing(work, listed):
    _, report = brought(work, listed(HEADINGS, *GOOD), dry_run=True)
    assert (report.added, report.written, kept(work)) == (2, False, 0)


def test_where_it_is_off_or_breaks_nothing_is_written(made, work, listed):
    path = listed(HEADINGS, *GOOD)
    sample.BROKEN.add("sample.prepare")
    with pytest.raises(PluginFailed, match=r"插件 sample 出错\(sample.essays prepare\)"), work.trial():
        brought(work, path)
    switches.disable(work, "sample")
    with pytest.raises(PluginDisabled), work.trial():
        brought(work, path)
    assert kept(work) == 0
    with made.work(access=RoleAccess("teacher")) as other, pytest.raises(Forbidden):
        brought(other, path)
    with pytest.raises(Invalid, match=r"没有“essays”这种导入; 可用: roster, .*, sample.essays"):
        imports.run_now(work, "essays", path, ImportOptions())
