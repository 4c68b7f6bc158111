"""A county's own .docx and .xlsx forms: filled by placeholders, refused with the place, never run."""

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from yanxiu_core.errors import Invalid

EVIL = '=HYPERLINK("http://example.invalid","{{ 县名 }}")'


@pytest.fixture
def book():
    """An office's .xlsx form: title, a row that repeats, a sum below, signatures, a print area, a footer."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "汇总"
    sheet["A1"] = "{{ 单位 }} {{window}} 年度汇总（{{ 项目 }}）"
    sheet.merge_cells("A1:F1")
    for column, text in enumerate(("序号", "学校", "姓名", "学时", "听课评课", "结论"), start=1):
        sheet.cell(2, column, text)
    row = (
        "{{ 行.序号 }}",
        "{{ row.school }}",
        "{{行.姓名}}",
        "{{ 行.学时 }}",
        "{{ 行.各类.听课评课 }}",
        "{{ 行.结论 }}（{{ 行.工号 }}）",
    )
    for column, text in enumerate(row, start=1):
        cell = sheet.cell(3, column, text)
        cell.font, cell.border = Font(name="仿宋", size=11), Border(bottom=Side("thin"))
    sheet.row_dimensions[3].height = 21
    sheet["C4"], sheet["D4"], sheet["E4"] = "合计", "=SUM(D3:D3)", "=D4*2"
    sheet["A5"] = "审核：      校验码 {{ 校验码 }}"
    sheet.merge_cells("A5:F5")
    sheet.row_dimensions[5].height = 40
    sheet.print_area = "A1:F5"
    sheet.oddFooter.center.text = "{{ 县名 }} 第 &P 页"
    return made


@pytest.fixture
def word():
    """An office's .docx form with a text that Word cut into pieces, a table, a header and a footer."""
    made = docx.Document()
    paragraph = made.add_paragraph("活动：")
    for piece in ("{", "{ 活动", "名称", " }", "} 于 {{ 时间 }} 在 {{place}}"):
        paragraph.add_run(piece).bold = piece == "{"
    table = made.add_table(3, 3)
    for cell, text in zip(table.rows[0].cells, ("姓名", "单位", "出勤"), strict=True):
        cell.text = text
    for cell, text in zip(
        table.rows[1].cells, ("{{ 行.姓名 }}", "{{ 行.单位 }}", "{{ 行.出勤 }}"), strict=True
    ):
        cell.text = text
    table.rows[2].cells[0].text = "实到 {{ 实到 }} 人"
    made.add_paragraph("小结：{{ 小结 }}")
    made.sections[0].header.paragraphs[0].text = "{{ 县名 }}"
    return made


@pytest.fixture
def fill(exporters, make_request, tmp_path):
    """Check a form, then fill it from reads; gives the filled file."""

    def run(name, form, reads, **changes):
        template = tmp_path / f"form.{exporters[name].extension}"
        form.save(str(template))
        exporters[name].template.check(template)
        target = tmp_path / f"filled.{exporters[name].extension}"
        request = make_request(template=template, **changes)
        code = exporters[name].write(request, lambda read="rows": iter(reads[read]), target)
        return (openpyxl.load_workbook if target.suffix == ".xlsx" else docx.Document)(str(target)), code

    return run


@pytest.fixture
def refused(exporters, tmp_path):
    """The refusal of a form, given as a document or as bytes."""

    def run(name, form):
        template = tmp_path / f"form.{exporters[name].extension}"
        if isinstance(form, bytes):
            template.write_bytes(form)
        else:
            form.save(str(template))
        with pytest.raises(Invalid) as refusal:
            exporters[name].template.check(template)
        assert refusal.value.details["field"] == "uploadId"
        return refusal.value

    return run


def test_a_workbook_keeps_its_look_and_its_sums(
    fill, book, county, exporters, make_request, rows_of, tmp_path
):
    filled, code = fill("form_unit_xlsx", book, {"rows": county})
    sheet = filled.active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["样例县 2025 年度汇总（年度校本研修学时）", None, None, None, None, None],
        ["序号", "学校", "姓名", "学时", "听课评课", "结论"],
        [1, "样例第1小学", "张三", 38, 10, "进度滞后（T01）"],
        [2, "样例第1小学", "李四", 40.5, 40.5, "合格（T01）"],
        [3, "样例第2小学", "王五", 0, None, "免考核（T03）"],
        [None, None, "合计", "=SUM(D3:D5)", "=D6*2", None],
        [f"审核：      校验码 {code}", None, None, None, None, None],
    ]
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A1:F1", "A7:F7"]
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5, 7)] == [21, 21, 21, 40]
    assert {(sheet.cell(row, 3).font.name, sheet.cell(row, 3).border.bottom.style) for row in (3, 4, 5)} == {
        ("仿宋", "thin")
    }
    assert sheet.print_area == "'汇总'!$A$1:$F$7"
    assert sheet.oddFooter.center.text == "样例县 第 &P 页"
    same = exporters["summary_xlsx"].write(make_request(), rows_of(county), tmp_path / "summary.xlsx")
    assert code == same


def test_all_that_speaks_of_a_repeated_row_grows_with_it(fill, book, county):
    sheet, other = book.active, book.create_sheet("首页")
    other["A1"], other["A2"] = "=SUM('汇总'!D3:D3)+汇总!D4", "=A1"
    other["A3"], other["A4"], other["A5"] = "=小计", "{{ 人数 }}", ArrayFormula("A5:A5", "=MAX(汇总!D3:D3)")
    book.defined_names["小计"] = DefinedName("小计", attr_text="'汇总'!$D$4")
    low = CellIsRule(operator="lessThan", formula=["40"], fill=PatternFill("solid", bgColor="FF0000"))
    sheet.conditional_formatting.add("D3:E3", low)
    choice = DataValidation(type="list", formula1='"合格,不合格"')
    choice.add("F3")
    sheet.add_data_validation(choice)
    sheet.auto_filter.ref = "A2:F3"
    sheet.add_table(Table(displayName="名单", ref="A2:F3"))
    filled = fill("form_unit_xlsx", book, {"rows": county})[0]
    sheet, other = filled.worksheets
    assert [other[f"A{row}"].value for row in (1, 2, 3, 4)] == [
        "=SUM('汇总'!D3:D5)+汇总!D6", "=A1", "=小计", 3,
    ]  # fmt: skip
    assert (other["A5"].value.text, other["A5"].value.ref) == ("=MAX(汇总!D3:D5)", "A5:A5")
    assert filled.defined_names["小计"].attr_text == "'汇总'!$D$6"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["D3:E5"]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["F3:F5"]
    assert (sheet.auto_filter.ref, sheet.tables["名单"].ref) == ("A2:F5", "A2:F5")


def test_a_form_of_nobody_keeps_one_empty_row(fill, book):
    sheet = fill("form_unit_xlsx", book, {"rows": []})[0].active
    assert [cell.value for cell in sheet[3]] == [None, None, None, None, None, "（）"]
    assert sheet["D4"].value == "=SUM(D3:D3)"


def test_what_users_typed_stays_text_and_is_not_read_again(fill, book, county, make_row):
    person = {"number": "@T", "name": EVIL, "sex": "1", "title": None, "subject": None}
    sheet = fill("form_unit_xlsx", book, {"rows": [make_row(person=person), *county]})[0].active
    cell = sheet["C3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (EVIL, "s", True)
    assert {cell.data_type for row in sheet.iter_rows(max_row=6) for cell in row} <= {"s", "n"}


def test_a_document_with_its_rows_header_and_pieces(fill, word, activity):
    file, code = fill("form_activity_docx", word, activity)
    assert code is None
    assert file.paragraphs[0].text == "活动：《秋天的雨》教学研讨 于 2025年3月8日 06:10–07:40 在 录播教室"
    assert [run.text for run in file.paragraphs[0].runs if run.bold] == ["《秋天的雨》教学研讨"]
    assert [[cell.text for cell in row.cells] for row in file.tables[0].rows] == [
        ["姓名", "单位", "出勤"],
        ["欧阳买买提·阿不都热合曼诺夫", "", "旷会"],
        ["张一", "样例第1小学", "出席"],
        ["李二", "样例第1小学", "请假"],
        ["=王三", "样例第1小学", "迟到"],
        ["孙九", "样例第2小学", "出席"],
        ["实到 3 人", "", ""],
    ]
    assert file.paragraphs[1].text == "小结：一致认为：\n先读后讲。"
    assert file.sections[0].header.paragraphs[0].text == "样例县"


def test_a_cell_merged_downwards_spans_all_repetitions(fill, word, activity):
    """One that stands beside the repeated row, from there, from above, or to below it."""
    table = word.tables[0]
    for text in ("参加者", "共 {{ 实到 }}", "备注"):
        table.add_column(1).cells[1].text = text
    table.cell(1, 3).merge(table.cell(2, 3))
    table.cell(0, 4).merge(table.cell(1, 4))
    file, _ = fill("form_activity_docx", word, activity)
    filled = file.tables[0]
    marks = [[row._tr.tc_lst[column].vMerge for row in filled.rows] for column in (3, 4, 5)]
    assert marks == [
        [None, "restart", *["continue"] * 5],
        ["restart", *["continue"] * 5, None],
        [None] * 7,
    ]
    assert [filled.cell(row, 3).text for row in range(7)] == ["", *["参加者"] * 6]


def test_a_teachers_form(fill, person):
    form = docx.Document()
    form.add_paragraph("{{ 姓名 }}（{{ person.number }}）{{ 学时 }}/{{ 要求 }} {{ 结论 }} {{ 校验码 }}")
    table = form.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "{{ 行.活动名称 }}", "{{ 行.计入 }}"
    file, code = fill("form_person_docx", form, person)
    assert file.paragraphs[0].text == f"张一（T1）38/40 进度滞后 {code}"
    assert [[cell.text for cell in row.cells] for row in file.tables[0].rows] == [
        ["《秋天的雨》教学研讨", "2.5"]
    ] * 2


def test_an_unknown_placeholder_is_named_with_its_cell_and_what_there_is(refused, book, word):
    book.active["E2"] = "{{ 行.学时数 }}"
    error = refused("form_unit_xlsx", book)
    assert error.zh.startswith("工作表“汇总”单元格 E2: 没有占位符“行.学时数”; 您是否指 行.学时")
    assert "县名、制表日期、项目" in error.zh
    assert "行.结论" in error.zh
    assert error.details["placeholder"] == "行.学时数"
    assert "row.conclusion" in error.en
    word.tables[0].rows[1].cells[2].text = "{{ 电话 }}"
    assert refused("form_activity_docx", word).zh.startswith("正文第1个表格第2行第3格: 没有占位符“电话”")
    word.tables[0].rows[1].cells[2].text = ""
    word.paragraphs[1].text = "{{ 行.姓名 }}"
    assert refused("form_activity_docx", word).zh.startswith(
        "正文第11段: “行.”开头的占位符须写在表格的一行里"
    )
    word.paragraphs[1].text = ""
    word.sections[0].header.paragraphs[0].text = "{{ 姓名 }}"
    assert refused("form_activity_docx", word).zh.startswith(
        "第1节页眉第1段: 没有占位符“姓名”; 您是否指 行.姓名"
    )


@pytest.mark.parametrize(
    "code",
    [
        "{% for x in ().__class__.__mro__ %}",
        "{{ ''.__class__ }}",
        "{{ 姓名 | upper }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ {{ 单位 }} }}",
        "{# 注释 #}",
        "{{ 单位 ",
        "{{ }}",
    ],
)
def test_a_form_runs_nothing(refused, book, code):
    book.active["B2"] = code
    assert refused("form_unit_xlsx", book).zh.startswith("工作表“汇总”单元格 B2: ")


@pytest.mark.parametrize(
    "formula", ["=WEBSERVICE(A1)", "=IMAGE(A1)", "=cmd|'/c calc'!A0", "='[1]x'!A1", '="{{ 单位 }}"&A1']
)
def test_formulas_of_a_form_stay_within_it(refused, book, formula):
    book.active["B4"] = formula
    assert "单元格 B4: 公式里不能有占位符" in refused("form_unit_xlsx", book).zh
    book.active["B4"] = ArrayFormula("B4", formula)
    assert "单元格 B4: 公式里不能有占位符" in refused("form_unit_xlsx", book).zh
    book.active["B4"] = None
    book.defined_names["外部"] = DefinedName("外部", attr_text=formula[1:])
    assert "名称“外部”: 公式里不能有占位符" in refused("form_unit_xlsx", book).zh


def test_every_header_is_filled_and_a_note_holds_no_placeholder(fill, refused, book, word, county):
    book.active.evenHeader.left.text, book.active.firstFooter.right.text = "{{ 县名 }}", "{{ 人数 }} 人"
    sheet = fill("form_unit_xlsx", book, {"rows": county})[0].active
    assert (sheet.evenHeader.left.text, sheet.firstFooter.right.text) == ("样例县", "3 人")
    word.add_comment(word.paragraphs[0].runs, "{{ 县名 }}", author="a")
    assert "脚注、尾注和批注里不能有占位符" in refused("form_activity_docx", word).zh


def test_a_row_that_repeats_is_merged_with_no_other(refused, book):
    book.active.merge_cells("A3:A4")
    assert "第 3 行会重复, 不能与其他行合并单元格 (A3:A4)" in refused("form_unit_xlsx", book).zh


def packed(form, more=(), *, without=()):
    """A form's bytes with parts added, replaced or left out."""
    saved, made = io.BytesIO(), io.BytesIO()
    form.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in dict(more) and name not in without:
                target.writestr(name, source.read(name))
        for name, content in dict(more).items():
            target.writestr(name, content)
    return made.getvalue()


EXTERNAL = b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://x/" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("xl/vbaProject.bin", b"x", "宏"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "外部链接"),
        ("xl/embeddings/oleObject1.bin", b"x", "嵌入对象"),
        ("xl/media/image1.png", b"x", "图片、图表或批注"),
        ("xl/worksheets/_rels/sheet1.xml.rels", EXTERNAL, "引用了外部文件"),
        ("docProps/core.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "实体声明"),
        ("xl/bomb.xml", b"0" * (30 << 20), "太大了"),
        ("xl/bomb2.xml", b"0" * (2 << 20), "太大了"),
    ],
)
def test_a_package_holds_text_and_tables_alone(refused, book, part, content, said):
    assert said in refused("form_unit_xlsx", packed(book, {part: content})).zh


def test_what_is_no_form_is_refused(refused, book, word):
    assert "不是 Excel" in refused("form_unit_xlsx", b"PK\x03\x04 nothing").zh
    assert "不是 Excel" in refused("form_unit_xlsx", packed(book, without=["xl/workbook.xml"])).zh
    assert "不是 Word" in refused("form_unit_docx", packed(book)).zh
    for part in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        assert "模板已损坏" in refused("form_unit_xlsx", packed(book, {part: b"<broken"})).zh
    for part in ("word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"):
        assert "模板已损坏" in refused("form_activity_docx", packed(word, {part: b"<broken"})).zh
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), 'DDEAUTO c:\\\\windows "x"')
    word.paragraphs[0]._p.append(field)
    assert "含有域 DDEAUTO" in refused("form_activity_docx", word).zh


def test_placeholders_are_listed_in_both_languages(exporters):
    listed = {each.name: each.zh for each in exporters["form_unit_xlsx"].template.placeholders}
    assert (listed["row.conclusion"], listed["county"], listed["row.hours.*"]) == (
        "行.结论",
        "县名",
        "行.各类.*",
    )
    for name in ("form_unit_docx", "form_person_xlsx", "form_activity_xlsx"):
        zh = [each.zh for each in exporters[name].template.placeholders]
        assert len(set(zh)) == len(zh)
