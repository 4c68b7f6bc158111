"""The error workbook, opened with another library, and uploaded again."""

import openpyxl

from yanxiu_core.tabular.errors_workbook import write_error_workbook
from yanxiu_core.tabular.reader import read

HEADER = ["编号", "活动名称", "日期", "开始时间", "学时", "状态"]
ROWS = [
    ["标题"],
    HEADER,
    ["A1", "集体备课", "2025-03-01", "8:30", 1.5, "出席"],
    ["A2", '=HYPERLINK("http://example.invalid")', "2025年2月30日", "8点半", "@x", "出席"],
    ["A3", "+1", "-", "", 2.0, "缺席"],
]


def test_bad_rows_with_reasons(form, write_book, tmp_path):
    path = tmp_path / "errors.xlsx"
    rows = list(read(write_book({"活动": ROWS}), form))
    write_error_workbook(path, form, rows)
    sheet = openpyxl.load_workbook(path).active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    titles = [column.title for column in form.columns]
    assert lines[0] == ["工作表", "行号", *titles, "列", "原值", "问题", "Problem (English)"]
    assert [line[:7] for line in lines[1:]] == [
        ["活动", "4", "A2", '=HYPERLINK("http://example.invalid")', "2025年2月30日", "8点半", "@x"],
        ["活动", "5", "A3", "+1", "-", "", "2"],
    ]
    assert lines[1][8:10] == ["日期\n学时", "2025年2月30日\n@x"]
    assert lines[1][10] == "\n".join(problem.zh for problem in rows[1].problems)
    assert lines[1][11] == "\n".join(problem.en for problem in rows[1].problems)
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert not [
        cell
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "n" and cell.value is not None
    ]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("活动登记表", "C2", "A1:L3")
    coloured = [
        c.coordinate for line in sheet.iter_rows(min_row=2) for c in line if c.fill.fgColor.rgb == "FFFFC7CE"
    ]
    assert coloured == ["E2", "G2", "E3", "F3"]


def test_the_error_workbook_can_be_uploaded_again(form, write_book, tmp_path):
    path = tmp_path / "errors.xlsx"
    bad = [row for row in read(write_book({"活动": ROWS}), form) if row.problems]
    write_error_workbook(path, form, bad)
    again = list(read(path, form))
    assert [(row.values, [(p.value, p.code) for p in row.problems]) for row in again] == [
        (row.values, [(p.value, p.code) for p in row.problems]) for row in bad
    ]


def test_a_skipped_sheet_has_a_line_of_its_own(form, write_book, tmp_path):
    path = tmp_path / "errors.xlsx"
    source = write_book({"活动": ROWS[1:3], "旧表": [["活动编号"], ["A1"]]})
    write_error_workbook(path, form, read(source, form))
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[2]][:3] == ["旧表", "1", ""]
    assert sheet.max_row == 2
    assert "没有读取" in sheet.cell(2, 11).value


def test_a_value_longer_than_a_cell_is_cut(form, write_book, tmp_path):
    path = tmp_path / "errors.xlsx"
    source = tmp_path / "long.csv"
    source.write_text(",".join(HEADER) + f"\n{'长' * 40_000},x,坏,8:30,1,出席\n", encoding="utf-8")
    write_error_workbook(path, form, read(source, form))
    assert len(openpyxl.load_workbook(path).active.cell(2, 3).value) == 32_767
