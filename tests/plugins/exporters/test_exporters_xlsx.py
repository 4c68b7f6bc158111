"""The summary as a workbook, opened with another library."""

import tracemalloc
from base64 import b32encode
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256

import openpyxl
import pytest

TITLE = "样例县教师校本研修学时认定汇总表"
PARTICULARS = (
    "单位：样例县　　项目：年度校本研修学时　　时段：2025（2025年1月1日至2025年12月31日）　　"
    "计量单位：学时　　制表日期：2026年1月5日"
)
NOTE = "注：各类学时为折算后、封顶前的学时，各类学时之和 － 超出上限 ＝ 合计。"
OPEN = "本表按 2026年1月5日 的登记和审核推算，其中 {} 人的学时尚未经县级认定，其结论为预计，不作为认定结果。"
SIGNATURES = "制表人：＿＿＿＿＿＿　　　审核人：＿＿＿＿＿＿　　　单位负责人（签章）：　　　　　　　　　日期：　　年　　月　　日"


@pytest.fixture
def export(make_request, rows_of, exporters, tmp_path):
    def run(rows, **changes):
        target = tmp_path / "summary.xlsx"
        exporters["summary_xlsx"].write(make_request(**changes), rows_of(rows), target)
        assert list(tmp_path.iterdir()) == [target]
        return openpyxl.load_workbook(target)

    return run


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def banner(text, width):
    return [text, *[None] * (width - 1)]


def test_every_cell(export, county):
    sheet = export(county).active
    assert values(sheet) == [
        banner(TITLE, 12),
        banner(PARTICULARS, 12),
        ["序号", "学校", "姓名", "性别", "职称", "听课评课", "集体备课", "合计", "超出上限", "结论", "认定状态", "备注"],
        [1, "样例第1小学", "张三", "女", "一级教师", 10, 30, 38, 2, "进度滞后", "已登记", "还差 2 学时"],
        [2, "样例第1小学", "李四", "女", "一级教师", 40.5, None, 40.5, 0, "合格", "县认定", "认定编号 2025-003-00002"],
        [3, "样例第2小学", "王五", "男", None, None, None, 0, 0, "免考核", None, "免考核；暂按当前信息"],
        banner("共 3 人，其中免考核 1 人；应考核 2 人，达到要求 1 人（其中经县级认定 1 人），占 50.0%。", 12),
        banner(NOTE + OPEN.format(1), 12),
        banner(SIGNATURES, 12),
    ]  # fmt: skip
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == [
        "A1:L1", "A2:L2", "A7:L7", "A8:L8", "A9:L9",
    ]  # fmt: skip


def test_hours_are_numbers_shown_without_needless_zeros(export, county):
    sheet = export(county).active
    hours = [sheet.cell(row, column) for row in (4, 5, 6) for column in (1, 6, 7, 8, 9)]
    assert {cell.data_type for cell in hours} == {"n"}
    assert {cell.number_format for cell in hours} == {"General"}
    assert [type(cell.value) for cell in hours[:5]] == [int] * 5


def test_it_prints_on_a4_as_it_is(export, county):
    book = export(county)
    sheet = book.active
    assert sheet.title == "学时认定汇总"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "D4"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert (
        sheet.oddFooter.left.text
        == "版本 2026-01-05 01:30（部分认定，第 3 号封存）　校验码 U6LG-4MFX-FQ3X-BQXB"
    )
    assert sheet.oddFooter.center.font == "宋体,Regular"
    assert sheet.print_options.horizontalCentered
    assert (book.properties.title, book.properties.created.isoformat()) == (TITLE, "2026-01-05T01:30:00")


def test_whoever_holds_the_sheet_can_compute_its_check_code(export, county):
    sheet = export(county).active
    about = [TITLE, "年度校本研修学时", "2025（2025年1月1日至2025年12月31日）"]
    listed = [["" if cell.value is None else f"{cell.value}" for cell in row] for row in sheet["A3:L6"]]
    text = "".join("\t".join(line) + "\n" for line in [about, *listed])
    code = b32encode(sha256(text.encode()).digest()[:10]).decode()
    assert sheet.oddFooter.left.text.endswith("-".join(code[at : at + 4] for at in (0, 4, 8, 12)))


def test_a_sheet_whose_data_changed_has_another_code(make_request, rows_of, exporters, county, tmp_path):
    def code(rows, **changes):
        return exporters["summary_xlsx"].write(make_request(**changes), rows_of(rows), tmp_path / "x.xlsx")

    later = datetime(2026, 3, 1, tzinfo=UTC)
    assert code(county) == code(county, made_at=later, today=later.date())
    assert code(county) != code([*county[:2], {**county[2], "measured": "1.00"}])
    assert code(county) != code(county[::-1])


def test_fonts_and_borders(export, county):
    sheet = export(county).active
    assert [(sheet[cell].font.name, sheet[cell].font.size) for cell in ("A1", "A2", "B3", "B4", "L6")] == [
        ("黑体", 18), ("宋体", 10), ("黑体", 10), ("宋体", 10), ("宋体", 10),
    ]  # fmt: skip
    bare = [
        cell.coordinate
        for row in sheet["A3:L6"]
        for cell in row
        if {getattr(cell.border, side).style for side in ("left", "right", "top", "bottom")} != {"thin"}
    ]
    assert bare == []
    assert [sheet[cell].alignment.horizontal for cell in ("A4", "B4", "F4", "L4")] == [
        "center", "left", "center", "left",
    ]  # fmt: skip


def test_an_empty_county(export):
    sheet = export([]).active
    assert values(sheet) == [
        banner(TITLE, 10),
        banner(PARTICULARS, 10),
        ["序号", "学校", "姓名", "性别", "职称", "合计", "超出上限", "结论", "认定状态", "备注"],
        banner("共 0 人，其中免考核 0 人；应考核 0 人，达到要求 0 人，占 —。", 10),
        banner(NOTE, 10),
        banner(SIGNATURES, 10),
    ]


def test_many_categories(export, make_row):
    hours = {f"类别{place:02}": f"{20 - place}.00" for place in range(14)}
    lines = values(export([make_row(hours=hours, measured="187.00", capped="2.00")]).active)
    assert lines[2][5:17] == [*(f"类别{place:02}" for place in range(11)), "其他"]
    assert lines[3][5:19] == [20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9 + 8 + 7, 187, 2]
    assert sum(lines[3][5:17]) - lines[3][18] == lines[3][17]
    assert lines[5][0] == f"{NOTE}“其他”含：类别11、类别12、类别13。{OPEN.format(1)}"


def test_rows_are_as_high_as_their_longest_text(export, county, make_row):
    school = {"name": "样例县东北片区第二十一附属实验学校（北校区）", "code": "S09"}
    sheet = export([county[0], make_row(unit=school), county[1]]).active
    heights = [sheet.row_dimensions[row].height for row in range(1, 10)]
    assert heights == [36, 18, 24, 18, 33, 18, 18, 33, 39]
    assert (sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight) == (18, True)
    assert [sheet.column_dimensions[name].width // 1 for name in "BCFL"] == [22, 10, 8, 24]


def test_what_users_typed_becomes_no_formula(export, make_row):
    typed = '=HYPERLINK("http://example.invalid")'
    person = {"number": "T01", "name": typed, "sex": "1", "title": "@x", "subject": None}
    row = make_row(person=person, unit={"name": "-1", "code": "S"}, hours={"=1+1": "40.00"})
    book = export([row], unit_name="=县")
    sheet = book.active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert [cell.value for cell in sheet[4]][:5] == [1, "-1", typed, "男", "@x"]
    assert sheet["F3"].value == "=1+1"
    assert sheet["A1"].value == "=县教师校本研修学时认定汇总表"


def test_memory_does_not_grow_with_the_county(make_request, make_row, exporters, tmp_path):
    def rows(_name="rows"):
        return (make_row(f"教师{place}") for place in range(1_500))

    target = tmp_path / "summary.xlsx"
    tracemalloc.start()
    try:
        exporters["summary_xlsx"].write(make_request(), rows, target)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_500_000
    with closing(openpyxl.load_workbook(target, read_only=True)) as book:
        last = next(book.active.iter_rows(min_row=1_503, max_row=1_503, values_only=True))
    assert last[:3] == (1_500, "样例第1小学", "教师1499")
