"""Import of 校外培训登记: bad rows in their place, the same again nothing, the county's list certified."""

from decimal import Decimal

import pytest

from yanxiu_core.access.actor import Actor
from yanxiu_core.errors import Forbidden
from yanxiu_core.external_trainings import decisions
from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_tenants.roles.access import RoleAccess

HEADS = "工号 姓名 证书编号 培训项目 级别 主办单位 开始日期 结束日期 培训形式 学时"
KIND = "external_trainings"
STATES = """SELECT p.number, certificate, level, form, hours, state FROM external_trainings t
            JOIN people p ON p.id = t.person_id WHERE t.superseded_at IS NULL ORDER BY 1, 2"""


@pytest.fixture
def made(school):
    return school()


def row(certificate="Z1", **changes):
    given = {
        "who": "T1", "name": "张三", "certificate": certificate, "project": f"培训{certificate}", "level": "国培",
        "organiser": "师大", "starts": "2025-07-10", "ends": "2025-07-14", "form": "集中", "hours": "40", **changes,
    }  # fmt: skip
    return tuple(given.values())


def test_the_countys_list_is_certified_and_again_it_is_nothing(made, listed, query):
    rows = (row(), row("Z2", who="T2", name="李四", level="省级", form="网络研修", hours="30.5"))
    report = made.bring(KIND, listed(HEADS, *rows))
    assert (report.added, report.refused, report.lines_posted) == (2, 0, 4)
    assert query(made, STATES) == [
        ("T1", "Z1", "national", "in_person", 40, "certified"),
        ("T2", "Z2", "province", "remote", Decimal("30.50"), "certified"),
    ]
    again = made.bring(KIND, listed(HEADS, *reversed(rows)))
    assert (again.unchanged, again.added, again.corrected, again.lines_posted) == (2, 0, 0, 0)
    corrected = made.bring(KIND, listed(HEADS, row(hours="38"), rows[1]))
    assert (corrected.unchanged, corrected.corrected, corrected.lines_posted) == (1, 1, 2)
    assert corrected.lines_reversed == 2
    audits = (
        "SELECT counts ->> 'added' FROM audit_records WHERE command = 'import.external_trainings' ORDER BY id"
    )
    assert query(made, audits) == [("2",), ("0",), ("0",)]


DIRTY = [
    (row("D1"), None),
    (row("D2", who="T9"), ("工号", "T9", "unknown_person")),
    (row("D3", name="李四"), ("姓名", "李四", "name_mismatch")),
    (row(""), ("证书编号", "", "missing")),
    (row("D5", level="宇宙级"), ("级别", "宇宙级", "invalid")),
    (row("D6", form="电视"), ("培训形式", "电视", "invalid")),
    (row("D7", ends="2025-07-09"), ("结束日期", "2025-07-09", "ends_before_start")),
    (row("D8", hours="60.01"), ("学时", "60.01", "hours_invalid")),
    (row("D9", hours="四十"), ("学时", "四十", "invalid")),
    (row("D10", starts="2098-01-01", ends="2098-01-05"), ("结束日期", "2098-01-05", "not_over")),
    # Two people with one certificate: neither is taken.
    (row("D11", who="T2", name="李四", form="远程"), ("证书编号", "D11", "certificate_of_two")),
    (row("D11", who="T3", name="王五", form="远程"), ("证书编号", "D11", "certificate_of_two")),
    # The same person at two places in one week; online beside it is no matter.
    (row("D12", who="T3", name="王五"), ("开始日期", "2025-07-10", "overlap_in_list")),
    (row("D13", who="T3", name="王五", ends="2025-07-10", hours="8"), ("开始日期", "2025-07-10", "overlap_in_list")),
    (row("D14", who="T3", name="王五", form="远程"), None),
    (row("D15", who="T2", name="李四", form="远程"), None),
    (row("D15", who="T2", name="李四", form="远程"), ("证书编号", "D15", "duplicate_row")),
    (row("D16", who="T2", name="李四", hours="8"), ("证书编号", "D16", "contradiction")),
    (row("D16", who="T2", name="李四", hours="9"), ("证书编号", "D16", "contradiction")),
    (row("OLD", who="T2", name="李四"), ("证书编号", "OLD", "certificate_taken")),
    (row("D18", starts="2025-03-31", ends="2025-04-01", hours="16"), ("开始日期", "2025-03-31", "overlap")),
]  # fmt: skip


def test_every_bad_row_is_reported_in_its_place(made, listed, problems, query, rows_in):
    old = row("OLD", starts="2025-03-01", ends="2025-03-31", hours="100")
    assert made.bring(KIND, listed(HEADS, old)).added == 1
    before = rows_in(made, "jobs", "import_problems", "files")
    path = listed(HEADS, *(given for given, _ in DIRTY))
    refused = made.bring(KIND, path)
    expected = [("CSV", n, *problem) for n, (_, problem) in enumerate(DIRTY, start=2) if problem]
    assert problems(made) == expected
    assert (refused.written, refused.refused, refused.good) == (False, len(expected), 3)
    assert rows_in(made, "jobs", "import_problems", "files") == before
    assert refused.problems_file_id is not None
    assert made.bring(KIND, path, keep_valid=True).added == 3
    numbers = "SELECT certificate FROM external_trainings ORDER BY 1"
    assert query(made, numbers) == [("D1",), ("D14",), ("D15",), ("OLD",)]


def test_a_dry_run_counts_and_others_lists_confirm_nothing(made, listed, query, rows_in, problems):
    before = rows_in(made, "jobs")
    report = made.bring(KIND, listed(HEADS, row()), dry_run=True)
    assert (report.added, report.lines_posted, report.written) == (1, 2, False)
    for role in ("teacher", "auditor"):
        with pytest.raises(Forbidden, match=r"imports\.run"), made.work(access=RoleAccess(role)) as work:
            imports.run(work, KIND, listed(HEADS, row()), ImportOptions())
    assert rows_in(made, "jobs") == before
    actor = Actor("token", None, "教务系统", "integrator")
    with made.work(actor=actor, access=RoleAccess("integrator")) as work:
        imports.run(work, KIND, listed(HEADS, row()), ImportOptions())
    assert query(made, STATES)[0][-1] == "registered"
    # The county's own list says the same and certifies it; then no other list changes it, and a return reopens it.
    assert made.bring(KIND, listed(HEADS, row())).corrected == 1
    with made.work(actor=actor, access=RoleAccess("integrator")) as work:
        assert imports.run(work, KIND, listed(HEADS, row()), ImportOptions()).unchanged == 1
        assert imports.run(work, KIND, listed(HEADS, row(hours="39")), ImportOptions()).refused == 1
        assert [problem["code"] for problem in imports.problems(work)] == ["decided"]
    with made.work() as work:
        series = query(made, "SELECT series_id FROM external_trainings LIMIT 1")[0][0]
        decisions.send_back(work, [series], "学时有误")
    with made.work(actor=actor, access=RoleAccess("integrator")) as work:
        assert imports.run(work, KIND, listed(HEADS, row(hours="39")), ImportOptions()).corrected == 1
    assert query(made, STATES) == [("T1", "Z1", "national", "in_person", 39, "registered")]
