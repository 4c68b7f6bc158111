"""Which columns a summary has, and what stands in them."""

from decimal import Decimal

import pytest

from yanxiu_exporters.columns import Columns, columns_of, line_of
from yanxiu_exporters.marks import conclusion, is_open
from yanxiu_exporters.table import gathered

FOURTEEN = {f"类别{place:02}": Decimal(20 - place) for place in range(14)}


def test_most_hours_first_then_by_name():
    assert columns_of(
        {"丙": Decimal(1), "乙": Decimal(5), "甲": Decimal(1), "丁": Decimal("5.5")}
    ).titles == (
        *("序号", "学校", "姓名", "性别", "职称"),
        *("丁", "乙", "丙", "甲"),
        *("合计", "超出上限", "结论", "认定状态", "备注"),
    )


def test_twelve_categories_each_have_a_column():
    totals = dict(list(FOURTEEN.items())[:12])
    assert columns_of(totals) == Columns(tuple(totals))


def test_of_more_the_smallest_are_gathered():
    names = tuple(FOURTEEN)
    assert columns_of(FOURTEEN) == Columns((*names[:11], "其他"), names[11:])


def test_a_category_called_other_is_among_the_gathered():
    columns = columns_of({**FOURTEEN, "其他": Decimal(100)})
    assert columns.categories == (*tuple(FOURTEEN)[:11], "其他")
    assert columns.gathered == ("其他", *tuple(FOURTEEN)[11:])


def test_a_category_called_other_is_an_ordinary_one_where_nothing_is_gathered(make_row, policy):
    columns = columns_of({"其他": Decimal(3), "备课": Decimal(1)})
    assert columns.gathered == ()
    cells = columns.cells(1, line_of(make_row(hours={"其他": "3.00"}), policy, "学时"))
    assert cells[5:7] == (Decimal(3), None)


def test_gathered_hours_are_summed_and_the_line_adds_up(make_row, policy):
    columns = columns_of(FOURTEEN)
    hours = {"类别00": "30.00", "类别11": "4.50", "类别13": "5.50"}
    cells = columns.cells(7, line_of(make_row(hours=hours), policy, "学时"))
    assert cells[5:17] == (Decimal(30), *[None] * 10, Decimal(10))
    categories, (measured, capped) = cells[5:17], cells[17:19]
    assert sum(cell for cell in categories if cell is not None) - capped == measured


def test_cells_of_a_line(make_row, policy):
    columns = Columns(("集体备课", "听课评课", "课题研究"))
    assert columns.cells(3, line_of(make_row(), policy, "学时")) == (
        *(3, "样例第1小学", "张三", "女", "一级教师"),
        *(Decimal(30), Decimal(10), None),
        *(Decimal(38), Decimal(2), "进度滞后", "已登记", "还差 2 学时"),
    )


def test_what_the_reader_may_not_see_is_empty(make_row, policy):
    line = line_of(make_row(person=None, unit=None), policy, "学时")
    assert line[:4] == ("", "", "", "")
    masked = {"number": None, "name": "张三", "sex": None, "title": None}
    assert line_of(make_row(person=masked), policy, "学时")[:4] == ("样例第1小学", "张三", "", "")


@pytest.mark.parametrize(
    ("status", "sealed", "said"),
    [
        ("met", None, "预计达标"),
        ("met", {"status": "met"}, "合格"),
        ("missed", None, "进度滞后"),
        ("missed", {"status": "missed"}, "不合格"),
        ("missed", {"status": "met"}, "合格"),
        ("on_track", None, "预计达标"),
        ("exempt", None, "免考核"),
        ("not_applicable", None, "暂不判定"),
    ],
)
def test_nobody_reads_that_they_passed_before_the_county_has_certified(policy, status, sealed, said):
    row = {"status": status, "under_review": True, "certified_result": sealed}
    assert conclusion(row, policy) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [("met", "合格"), ("missed", "不合格"), ("on_track", "预计达标"), ("exempt", "免考核")],
)
def test_a_policy_without_certification_has_the_last_word(policy, make_row, status, said):
    row = make_row(status=status, under_review=False)
    assert (conclusion(row, policy), is_open(row)) == (said, False)


def test_what_is_sealed_stands_as_it_was_sealed(county, policy, make_row):
    line = line_of(county[1], policy, "学时")
    assert (line.measured, line.conclusion, line.assurance, line.remark) == (
        "40.50", "合格", "县认定", "认定编号 2025-003-00002",
    )  # fmt: skip
    later = line_of({**county[1], "measured": "36.00", "status": "missed", "missing": "4.00"}, policy, "学时")
    assert (later.measured, later.conclusion) == ("40.50", "合格")
    assert later.remark == "还差 4 学时；认定编号 2025-003-00002；认定后数据有变，待更正"


def test_the_rows_are_read_once_and_kept_in_order(make_request, county, rows_of, tmp_path, policy):
    rows = rows_of(county)
    with gathered(make_request(), rows, tmp_path) as table:
        assert list(table.lines()) == [line_of(row, policy, "学时") for row in county]
        assert list(table.lines()) == [line_of(row, policy, "学时") for row in county]
        assert table.columns == Columns(("听课评课", "集体备课"))
        tally = table.tally
        assert (tally.people, tally.exempt, tally.met, tally.certified, tally.open) == (3, 1, 1, 1, 1)
        assert tally.rate == "50.0%"
    assert rows.reads == 1
    assert list(tmp_path.iterdir()) == []


def test_no_rate_where_nobody_is_judged(make_request, county, rows_of, tmp_path):
    with gathered(make_request(), rows_of(county[2:]), tmp_path) as table:
        assert (table.tally.people, table.tally.exempt, table.tally.rate) == (1, 1, "—")
