"""Workbooks as offices keep them: titles, offsets, footers, several sheets, dirt, and files that are none."""

import datetime as dt
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from yanxiu_core.tabular.columns import Column, Form, heading_key
from yanxiu_core.tabular.errors import TableError
from yanxiu_core.tabular.reader import Limits, read

HEADER = ["活动编号", "活动名称", "日期", "开始时间", "学时", "状态"]
GOOD = ["A1", "集体备课", dt.date(2025, 3, 1), dt.time(8, 30), 1.5, "出席"]
VALUES = {
    "number": "A1",
    "title": "集体备课",
    "day": dt.date(2025, 3, 1),
    "starts": dt.time(8, 30),
    "hours": Decimal("1.5"),
    "status": "present",
}


def test_title_row_and_marked_headings(form, write_book):
    marked = [
        "*编 号：",
        "活动\n名称（必填）",
        "活动日期 *",
        "开始时间(必填):",
        "学时（选填）",
        "状　态",
        "备注",
    ]
    path = write_book({"活动": [["活动登记表（2025年）"], [], marked, [*GOOD, "x"], [], [*GOOD]]})
    rows = list(read(path, form))
    assert [(row.sheet, row.number, row.problems) for row in rows] == [("活动", 4, ()), ("活动", 6, ())]
    assert [dict(row.values) for row in rows] == [VALUES, VALUES]
    assert rows[0].raw == tuple(GOOD)


@pytest.mark.parametrize("at", [(0, 0), (7, 3), (0, 4), (30, 0)])
def test_row_numbers_are_those_of_excel_wherever_the_table_begins(form, write_book, at):
    path = write_book({"活动": [["标题"], HEADER, GOOD, [], ["B2", *GOOD[1:]]]}, at)
    rows = list(read(path, form))
    sheet = openpyxl.load_workbook(path).active
    assert [(row.number, row.values["number"]) for row in rows] == [(at[0] + 3, "A1"), (at[0] + 5, "B2")]
    assert [sheet.cell(row.number, at[1] + 1).value for row in rows] == ["A1", "B2"]


def test_merged_title_and_columns_in_another_order(form, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["活动登记表"])
    book.active.merge_cells("A1:F1")
    book.active.append(list(reversed(HEADER)))
    book.active.append(list(reversed(GOOD)))
    book.save(tmp_path / "merged.xlsx")
    assert [dict(row.values) for row in read(tmp_path / "merged.xlsx", form)] == [VALUES]


def test_dirty_rows_are_reported_where_they_are(form, write_book):
    rows = [
        ["登记表"],
        ["编号", *HEADER[1:]],
        GOOD,
        ["", "名称", "2025年2月30日", "8.30", "一", "旷会"],
        [dt.date(2025, 3, 1), "　", "2025.3.1", "８：３０", "", ""],
    ]
    _, bad, other = read(write_book({"活动": rows}), form)
    assert [(p.sheet, p.row, p.column, p.value, p.code) for p in bad.problems] == [
        ("活动", 4, "编号", "", "missing"),
        ("活动", 4, "日期", "2025年2月30日", "invalid"),
        ("活动", 4, "开始时间", "8.30", "invalid"),
        ("活动", 4, "学时", "一", "invalid"),
        ("活动", 4, "状态", "旷会", "invalid"),
    ]
    assert dict(bad.values) == {"title": "名称"}
    assert bad.problems[0].zh.startswith("“活动编号”不能为空。")
    assert "must not be empty" in bad.problems[0].en
    assert [(p.column, p.value, p.code) for p in other.problems] == [
        ("编号", "2025-03-01", "invalid"),
        ("活动名称", "　", "missing"),
        ("状态", "", "missing"),
    ]
    assert dict(other.values) == {"day": dt.date(2025, 3, 1), "starts": dt.time(8, 30), "hours": None}


def test_footers_numbered_blank_lines_and_repeated_headers_are_skipped(form, write_book):
    rows = [
        ["序号", *HEADER],
        [1, *GOOD],
        [2],
        ["序号", *HEADER],
        [3, *GOOD],
        ["合计", None, None, None, None, 3.0],
        ["备注：缺席的请补假条", None],
        [None, "制表人：林小满", None, "审核人：周大同", "日期：2025年3月", None, None],
        ["说明：本表一式两份"],
    ]
    assert [row.number for row in read(write_book({"活动": rows}), form)] == [2, 5]


def test_a_row_that_only_begins_like_a_footer_is_a_row(form, write_book):
    notes = Form("notes", "表", (Column("title", "活动名称"), Column("number", "活动编号")))
    path = write_book(
        {"活动": [["活动名称", "活动编号"], ["说明文写作教学研讨", "A1"], ["合计算法研讨", "A2"]]}
    )
    assert [row.values["number"] for row in read(path, notes) if not row.problems] == ["A1", "A2"]
    full = write_book({"活动": [HEADER, ["合计1", *GOOD[1:]]]}, name="full.xlsx")
    assert [row.values["number"] for row in read(full, form)] == ["合计1"]


def test_sheets_with_and_without_header(form, write_book):
    path = write_book(
        {
            "说明": [["请在“活动”表中填写"]],
            "空": [],
            "旧表": [["标题"], ["活动编号", "日期"], ["A9", "2025-01-01"]],
            "三月": [HEADER, GOOD],
            "四月": [["标题"], HEADER, GOOD],
        }
    )
    rows = list(read(path, form))
    assert [(row.sheet, row.number, bool(row.problems)) for row in rows] == [
        ("三月", 2, False),
        ("四月", 3, False),
        ("旧表", 1, True),
    ]
    (problem,) = rows[2].problems
    assert (problem.code, problem.column, problem.value) == (
        "sheet_skipped",
        "活动名称、开始时间、学时",
        "活动编号、日期",
    )
    assert problem.zh.startswith("工作表“旧表”没有读取：第 2 行的表头缺少“活动名称、开始时间、学时”。")


def test_no_header_names_what_is_missing_and_what_was_found(form, write_book):
    path = write_book({"甲": [["登记表"], ["活动编号", "名称", "日期"], ["A1", "x", "2025-03-01"]]})
    with pytest.raises(TableError) as caught:
        list(read(path, form))
    assert caught.value.code == "TABLE_UNREADABLE"
    assert caught.value.details == {
        "missing": ["活动名称", "开始时间", "学时"],
        "found": ["活动编号", "名称", "日期"],
    }
    assert "工作表“甲”第 2 行最接近，但缺少“活动名称、开始时间、学时”" in caught.value.zh
    assert 'row 2 of sheet "甲"' in caught.value.en


def test_header_beyond_the_first_rows_is_not_found(form, write_book):
    titles = [["说明"]] * 20
    with pytest.raises(TableError, match="前 20 行之内"):
        list(read(write_book({"甲": [*titles, HEADER, GOOD]}), form))
    assert len(list(read(write_book({"甲": [*titles[1:], HEADER, GOOD]}), form))) == 1


def test_duplicate_headings_are_refused(form, write_book):
    with pytest.raises(TableError) as caught:
        list(read(write_book({"甲": [["标题"], [*HEADER, "编号"], [*GOOD, "A2"]]}), form))
    assert "工作表“甲”第 2 行的表头有重复的列：“活动编号”、“编号”都表示“活动编号”" in caught.value.zh


def test_empty_workbook(form, write_book):
    with pytest.raises(TableError, match="文件是空的"):
        list(read(write_book({"甲": []}), form))


def test_an_optional_column_that_the_file_lacks_is_none(form, write_book):
    (row,) = read(write_book({"甲": [HEADER[:-1], GOOD[:-1]]}), form)
    assert (row.values["status"], row.raw[-1], row.problems) == (None, None, ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 and nothing more", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        (b"%PDF-1.7\n\x00\xff\xfe\x80", "不是表格"),
        ("\ufeff<html><table><tr><td>活动编号</td></tr></table>".encode(), "其实是网页"),
    ],
)
def test_files_that_are_no_workbooks(form, tmp_path, content, message):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        list(read(path, form))


def test_another_kind_of_zip_and_a_truncated_workbook(form, write_book, tmp_path):
    other = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    whole = write_book({"甲": [HEADER, GOOD]})
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole.read_bytes()[:-300])
    damaged = tmp_path / "damaged.xlsx"
    content = bytearray(whole.read_bytes())
    content[200:400] = bytes(200)
    damaged.write_bytes(content)
    for path in (other, cut, damaged):
        with pytest.raises(TableError, match="已损坏"):
            list(read(path, form))


def test_the_content_counts_not_the_ending(form, write_book):
    path = write_book({"甲": [HEADER, GOOD]}, name="list.xls")
    assert len(list(read(path, form))) == 1


def test_limits(form, write_book):
    path = write_book({"甲": [HEADER, GOOD, GOOD], "乙": [HEADER, GOOD]})
    assert len(list(read(path, form, limits=Limits(max_rows=3)))) == 3
    for limits, message in (
        (Limits(max_rows=2), "超过 2 行"),
        (Limits(max_bytes=100), "超过上限"),
        (Limits(max_uncompressed=1000), "解压后"),
    ):
        with pytest.raises(TableError, match=message):
            list(read(path, form, limits=limits))


def test_a_stray_value_in_the_last_cell_is_refused_before_it_costs_memory(form, tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADER, GOOD):
        book.active.append(row)
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)  # a mere format costs nothing
    book.save(tmp_path / "format.xlsx")
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "stray.xlsx")
    assert len(list(read(tmp_path / "format.xlsx", form))) == 1
    with pytest.raises(TableError, match="一直延伸到第 1048576 行"):
        list(read(tmp_path / "stray.xlsx", form))


def test_headings_are_compared_without_marks():
    marked = ["*姓名", "姓 名*", "姓名：", "姓名（必填）:", "姓\n名 ( 必填 ) *", "＊姓名＊"]
    assert {heading_key(heading) for heading in marked} == {"姓名"}
    assert heading_key("得分(满分10)") == "得分(满分10)"


def test_a_form_with_an_ambiguous_heading_is_a_defect():
    with pytest.raises(ValueError, match="share"):
        Form("f", "表", (Column("a", "姓名"), Column("b", "教师", ("姓 名",))))


def test_a_school_called_like_a_total_is_no_footer(write_book):
    roster = Form("roster", "花名册", tuple(Column(name, name) for name in ("学校", "工号", "姓名")))
    lines = [
        ["学校", "工号", "姓名"],
        ["合计小学", "N8", "赵"],
        ["合计", "", "2"],
        ["制表人：某某", "", "日期：6月"],
    ]
    path = write_book({"表": lines})
    assert [row.values["工号"] for row in read(path, roster)] == ["N8"]


@pytest.mark.parametrize("year", ["0205", "1899", "2101", "9999"])
def test_a_year_that_is_a_slip_is_refused(form, write_book, year):
    path = write_book({"表": [HEADER, [GOOD[0], GOOD[1], f"{year}-03-01", *GOOD[3:]]]})
    (row,) = read(path, form)
    assert [(problem.code, problem.row) for problem in row.problems] == [("invalid", 2)]
