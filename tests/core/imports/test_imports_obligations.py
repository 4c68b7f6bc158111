"""Import of 免考核登记: cases of absence by the window's dates, for one rule or all that are judged of people."""

from decimal import Decimal

import pytest

from yanxiu_core.errors import Forbidden
from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_tenants.roles.access import RoleAccess

HEADS = "工号 姓名 规则 时段 情形 开始日期 结束日期 数额 文件 批准人"
ROWS = """SELECT p.number, o.rule, o.kind, amount, reason FROM obligations o JOIN people p ON p.id = o.person_id
          WHERE superseded_at IS NULL ORDER BY 1, 2"""
NAMES = {"T1": "张三", "T2": "李四", "T3": "王五"}


@pytest.fixture
def made(judged_county, listed):
    """T1, T2 and T3 under two rules of people in a calendar year (40 学时 each) and one in a school year."""
    one = judged_county(more=({}, {"window": {"value": "school_year"}}))
    one.bring("roster", listed("学校 工号 姓名", *(("甲校", number, name) for number, name in NAMES.items())))
    heads = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
    one.bring("activities", listed(heads, ("A1", "听课", "听课1", "甲校", "2025-03-01", "8:00", "9:30")))
    one.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    return one


def row(who="T1", case="免考核", starts="", ends="", amount="", **changes):
    given = {
        "rule": "sample.hours",
        "window": "2025",
        "document": "教研〔2025〕9 号",
        "name": NAMES.get(who),
        **changes,
    }
    return (
        who, given["name"], given["rule"], given["window"], case, starts, ends, amount, given["document"], "王局长",
    )  # fmt: skip


def test_each_case_becomes_what_is_owed_and_is_judged(made, listed, query):
    rows = [
        row("T1", "产假", "2025-01-01", "2025-07-02"),
        row("T2", "新入职", "2025-09-15"),
        row("T3", "按比例", amount="0.5"),
        row("T3", "另定", amount="12", rule="sample.hours_1"),
        row("T1", "支教", window="2024-2025", rule="sample.hours_2"),
    ]
    report = made.bring("obligations", listed(HEADS, *rows))
    assert (report.added, report.refused) == (5, 0)
    assert query(made, ROWS) == [
        ("T1", "sample.hours", "exempt", None, "产假 2025-01-01 至 2025-07-02"),
        ("T1", "sample.hours_2", "pro_rata", 1, "支教"),
        ("T2", "sample.hours", "pro_rata", Decimal("0.333333"), "新入职 2025-09-15"),
        ("T3", "sample.hours", "pro_rata", Decimal("0.5"), ""),
        ("T3", "sample.hours_1", "set", 12, ""),
    ]
    owed = """SELECT p.number, required, eligibility FROM verdicts v JOIN people p ON p.id = v.person_id
              WHERE rule = 'sample.hours' ORDER BY 1"""
    assert query(made, owed) == [
        ("T1", 0, "exempt"),
        ("T2", Decimal("13.33"), "eligible"),
        ("T3", 20, "eligible"),
    ]


def test_without_a_rule_all_rules_of_people_in_that_window(made, listed, query):
    report = made.bring("obligations", listed(HEADS, row("T1", "借调", rule="")))
    assert (report.added, report.rows) == (1, 1)
    assert [found[1:3] for found in query(made, ROWS)] == [
        ("sample.hours", "exempt"),
        ("sample.hours_1", "exempt"),
    ]
    again = made.bring("obligations", listed(HEADS, row("T1", "借调", rule="")))
    assert (again.unchanged, again.added) == (1, 0)
    other = made.bring(
        "obligations", listed(HEADS, row("T1", "支教", rule="sample.hours"), row("T2", rule=""))
    )
    assert (other.corrected, other.added) == (1, 1)
    assert query(made, "SELECT count(*), count(superseded_at) FROM obligations") == [(5, 1)]


DIRTY = [
    (row("T1"), None),
    (row("T9", name="赵六"), ("工号", "T9", "unknown_person")),
    (row("T2", name="张三"), ("姓名", "张三", "name_mismatch")),
    (row("T2", document=""), ("文件", "", "missing")),
    (row("T2", rule="sample.nothing"), ("规则", "sample.nothing", "rule_refused")),
    (row("T2", window="soon"), ("时段", "soon", "window_refused")),
    (row("T2", window="soon", rule=""), ("时段", "soon", "window_refused")),
    (row("T2", "生病"), ("情形", "生病", "kind_refused")),
    (row("T2", "产假", "2025-01-01"), ("结束日期", "", "ends_refused")),
    (row("T2", "病假", "2026-01-01", "2026-02-01"), ("开始日期", "2026-01-01", "starts_refused")),
    (row("T2", "按比例", amount="1.01"), ("数额", "1.01", "amount_refused")),
    (row("T2", amount="1"), ("数额", "1", "amount_refused")),
    (row("T2", "支教", amount="1"), ("数额", "1", "amount_refused")),
    (row("T3", "支教"), ("规则", "sample.hours", "rule_twice")),
    (row("T3", "借调", rule=""), ("规则", "", "rule_twice")),
    (row("T1"), ("工号", "T1", "duplicate_row")),
    (row("T2", rule="sample.hours_1"), ("工号", "T2", "contradiction")),
    (row("T2", "支教", rule="sample.hours_1"), ("工号", "T2", "contradiction")),
]


def test_every_bad_row_is_reported_in_its_place(made, listed, query):
    report = made.bring("obligations", listed(HEADS, *(cells for cells, _ in DIRTY)), keep_valid=True)
    found = """SELECT "row", "column", value, code FROM import_problems WHERE severity = 'error' ORDER BY position"""
    assert query(made, found) == [(n, *problem) for n, (_, problem) in enumerate(DIRTY, start=2) if problem]
    assert (report.good, report.added) == (1, 1)
    assert [row[:3] for row in query(made, ROWS)] == [("T1", "sample.hours", "exempt")]
    texts = "SELECT DISTINCT zh FROM import_problems WHERE code = 'kind_refused'"
    assert "可用: 免考核、按比例、另定、产假、病假、新入职、支教、借调" in query(made, texts)[0][0]


def test_a_dry_run_counts_and_who_may_not_changes_nothing(made, listed, rows_in):
    before = rows_in(made, "jobs")
    assert made.bring("obligations", listed(HEADS, row(rule="")), dry_run=True).added == 1
    for role, missing in (("integrator", r"policies\.write"), ("auditor", r"imports\.run")):
        with pytest.raises(Forbidden, match=missing), made.work(access=RoleAccess(role)) as work:
            imports.run(work, "obligations", listed(HEADS, row()), ImportOptions())
    assert rows_in(made, "jobs") == before
