"""Each document's texts, opened with other libraries: from made-up rows, with long and missing names."""

from datetime import datetime
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from yanxiu_core.errors import Invalid, NotFound
from yanxiu_core.exports.requests import options_of
from yanxiu_exporters.paper import pdf as typesetting

LONG = "样例县东北片区第二十一附属实验学校（北校区）低年级语文与道德与法治联合教研组"


@pytest.fixture
def export(exporters, make_request, tmp_path):
    """Write a document from reads; gives its path."""

    def run(name, reads, options=None, **changes):
        exporter = exporters[name]
        target = tmp_path / f"{name}.{exporter.extension}"
        made_at = datetime(2026, 1, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
        given = options_of(exporter.options, options or {})
        request = make_request(options=given, made_at=made_at, **changes)
        exporter.write(request, Given(reads), target)
        return target

    return run


class Given:
    """Made-up rows as a document's reads; the photograph `900x600` is a drawing of that size."""

    def __init__(self, reads):
        self.reads = reads

    def __call__(self, name="rows"):
        return iter(self.reads[name])

    def file(self, file_id, target):
        Image.new("RGB", tuple(map(int, file_id.split("x"))), "teal").save(target, "JPEG")


def pages(path):
    """The text of each page without spaces and line ends."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def fonts(path):
    """Name and whether it is embedded, of every font of a .pdf."""
    found = set()
    for page in PdfReader(path).pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            found.add((below["/FontName"].split("+")[1].split("-")[0], "/FontFile3" in below))
    return found


def boxes(table):
    """A form's rows, each text once however many columns its box spans."""
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for row in table.rows]


def test_the_record_of_an_activity_and_its_list(export, activity):
    file = docx.Document(export("activity_record_docx", activity))
    form, signed, listed, _ = file.tables
    assert file.paragraphs[0].text == f"{LONG}校本研修活动记录表"
    assert boxes(form) == [
        ["活动名称", "《秋天的雨》教学研讨", "活动编号", "A001"],
        ["时间", "2025年3月8日 14:10–15:40", "地点", "录播教室"],
        ["主题", "朗读指导", "活动类型", "研讨课"],
        ["主持人", "周主任", "主讲／中心发言人", "张一（主讲）"],
        ["单位", f"主办：{LONG}；协办：样例第2小学"],
        ["应到", "5 人", "实到", "3 人", "缺席", "2 人"],
        ["缺席及原因", "欧阳买买提·阿不都热合曼诺夫（旷会）、李二（请假）"],
        ["活动过程", ""],
        ["小结", "一致认为：\n先读后讲。"],
        ["照片（一至三张）", ""],
    ]
    assert boxes(signed) == [["记录人：＿＿＿＿＿＿", "教研组长：＿＿＿＿＿＿", "教导处（盖章）："]]
    rows = [[cell.text for cell in row.cells] for row in listed.rows]
    assert rows[0] == ["序号", "单位", "姓名", "职称", "角色", "出勤", "签名"]
    assert [row[2] for row in rows[1:]] == [
        "欧阳买买提·阿不都热合曼诺夫",
        "张一",
        "李二",
        "=王三",
        "孙九",
        "",
        "",
        "",
    ]
    assert rows[4] == ["4", "样例第1小学", "=王三", "一级教师", "评课", "迟到", ""]


PHOTOS = [
    {"title": f"第{place}组", "on_date": "2025-03-08", "file_id": size}
    for place, size in enumerate(("2400x1800", "1600x2400", "900x600", "800x600"), start=1)
]


def test_an_activitys_photographs_stand_in_its_record_with_their_captions(export, activity, tmp_path):
    shown = {**activity, "photos": PHOTOS}
    path = export("activity_record_pdf", shown)
    first, second = PdfReader(path).pages
    text = "".join(first.extract_text().split())
    assert "活动照片（4张中的前3张）" in text
    assert all(f"第{place}组" in text for place in (1, 2, 3))
    assert text.count("2025年3月8日") == 4  # the activity's day, and each photograph's
    assert "第4组" not in text
    # As many pixels as they are printed with at 180 to the inch: 48.5 mm wide, 44 mm high at most.
    assert sorted(each.image.size for each in first.images) == [(208, 312), (344, 229), (344, 258)]
    assert list(second.images) == []
    form = docx.Document(export("activity_record_docx", shown)).tables[0]
    [inner] = form.rows[-1].cells[-1].tables
    assert [cell.text for cell in inner.rows[1].cells] == [
        f"第{place}组\n2025年3月8日" for place in (1, 2, 3)
    ]
    sizes = [
        (round(int(size.get("cx")) / 36_000, 1), round(int(size.get("cy")) / 36_000, 1))
        for size in inner._tbl.xpath(".//wp:extent")
    ]
    assert sizes == [(46.5, 34.9), (29.3, 44.0), (46.5, 31.0)]
    assert form.rows[-1]._tr.trPr.xpath("w:cantSplit")
    sheet = openpyxl.load_workbook(export("activity_record_xlsx", shown)).active
    assert [(each.anchor._from.row, each.anchor._from.col) for each in sheet._images] == [
        (11, 1),
        (11, 2),
        (11, 5),
    ]
    assert sheet["B12"].value == "图1：第1组 2025年3月8日\n图2：第2组 2025年3月8日\n图3：第3组 2025年3月8日"
    assert sorted(each.suffix for each in tmp_path.iterdir()) == [".docx", ".pdf", ".xlsx"]


@pytest.mark.parametrize("photos", [[], PHOTOS[:1]])
def test_what_is_signed_stays_with_the_last_row_however_long_the_title(export, activity, photos):
    long = [{**activity["activity"][0], "title": "关于深入推进大单元教学的集体备课与课例打磨研讨活动" * 18}]
    first, second, _ = pages(export("activity_record_pdf", {**activity, "activity": long, "photos": photos}))
    assert ("照片" in first, "记录人" in first) == (False, False)
    assert "照片" in second
    assert second.index("照片") < second.index("记录人：教研组长：教导处（盖章）：")
    form, signed = docx.Document(export("activity_record_docx", {**activity, "photos": photos})).tables[:2]
    below = signed._tbl.getprevious()
    for kept in (*form.rows[-1]._tr.xpath("w:tc/w:p"), below):
        assert kept.xpath("w:pPr/w:keepNext")


def test_a_docx_is_a4_with_repeated_headings_and_numbered_pages(export, activity):
    file = docx.Document(export("activity_record_docx", activity))
    section = file.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(210, abs=0.1),
        pytest.approx(297, abs=0.1),
    )
    listed = file.tables[2]
    assert listed.rows[0]._tr.trPr.xpath("w:tblHeader")
    assert not listed.rows[1]._tr.trPr.xpath("w:tblHeader")
    foot = section.footer.paragraphs[0]
    assert foot.text.replace(" ", "") == "第页共页"
    assert [code.text.strip() for code in foot._p.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]
    assert {run.font.name for run in foot.runs} == {"宋体"}
    far_east = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
    title = file.paragraphs[0].runs[0]
    assert title.element.rPr.rFonts.get(far_east) == title.font.name == "黑体"


def test_a_docx_keeps_the_formats_order_and_has_no_empty_page(export, activity):
    file = docx.Document(export("lesson_notes_docx", activity, {"each": True}))
    for parts, before, after in (("w:tcPr", "w:shd", "w:vAlign"), ("w:tblPr", "w:tblCellMar", "w:tblLook")):
        found = file.element.body.xpath(f".//{parts}[{before} and {after}]")
        assert len(found) > 5
        assert not file.element.body.xpath(f".//{parts}/{after}/following-sibling::{before}")
    titles = [each for each in file.paragraphs if each.text == "听课记录表"]
    assert [each.paragraph_format.page_break_before for each in titles] == [None, True]
    assert not file.element.body.xpath(".//w:br")
    assert boxes(file.tables[3]) == [["听课人签名：＿＿＿＿＿＿", "日期：　　年　　月　　日"]]


def test_the_same_form_as_pdf_with_its_own_fonts(export, activity):
    path = export("activity_record_pdf", activity, {"process": "先说课\n再上课"}, limited=True)
    first, second = pages(path)
    for text in (
        f"{LONG}校本研修活动记录表",
        "2025年3月8日14:10–15:40",
        "张一（主讲）",
        "先说课再上课",
        "先读后讲。",
        "第1页共2页",
    ):
        assert text in first
    for text in (
        "校本研修活动签到表",
        "欧阳买买提·阿不都热合曼诺夫",
        "=王三",
        "应到5人，实到3人。名单只含制表人有权查看的人员。",
        "第2页共2页",
    ):
        assert text in second
    assert fonts(path) == {("NotoSansSC", True), ("NotoSerifSC", True)}
    box = PdfReader(path).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_notes_of_a_lesson_for_all_or_each_who_listened(export, activity):
    all_of_them = docx.Document(export("lesson_notes_docx", activity, {"grade": "三年级"})).tables
    assert boxes(all_of_them[0]) == [
        ["授课教师", "张一", "学科", "语文", "年级", "三年级"],
        ["课题", "朗读指导", "课型", "", "课时"],
        ["日期、节次", "2025年3月8日 14:10–15:40", "地点", "录播教室", "班级规模", ""],
        ["听课人", "=王三、孙九"],
    ]
    each = pages(export("lesson_notes_pdf", activity, {"each": True}))
    assert [("听课人=王三" in text, "听课人孙九" in text) for text in each] == [(True, False), (False, True)]
    assert pages(export("lesson_notes_pdf", activity, {"listener": "T9"}))[0].count("孙九") == 1
    with pytest.raises(NotFound) as refusal:
        export("lesson_notes_pdf", activity, {"listener": "T2"})
    assert refusal.value.details["field"] == "options.listener"


def test_observation_forms_blank_and_filled(export, activity):
    blank = docx.Document(export("observation_blank_docx", {})).tables[1]
    assert len(blank.rows) == 21
    assert [cell.text for cell in blank.rows[20].cells] == ["课堂文化", "特质", "", "", ""]
    entry = {"perspective": "倾听", "point": "多少学生倾听同伴发言", "result": "32/40", "comment": "后排较少"}
    filled = docx.Document(export("observation_docx", activity, {"entries": [entry]})).tables
    assert boxes(filled[0]) == [
        ["时间", "2025年3月8日 14:10–15:40", "讲课人", "张一"],
        ["课题", "朗读指导", "评课人", "=王三"],
    ]
    assert [[cell.text for cell in row.cells] for row in filled[1].rows] == [
        ["维度", "视角", "观察点", "结果统计", "评价反思"],
        ["学生学习", "倾听", "多少学生倾听同伴发言", "32/40", "后排较少"],
    ]
    path = export("observation_pdf", activity, {"dimensions": ["课堂文化"]})
    assert PdfReader(path).pages[0].mediabox.width > 840
    assert "教师教学" not in pages(path)[0]
    with pytest.raises(Invalid) as refusal:
        export("observation_pdf", activity, {"dimensions": ["课堂气氛"]})
    assert "课堂气氛" in refusal.value.zh
    assert "学生学习、教师教学、课程性质、课堂文化" in refusal.value.zh


def test_a_title_of_two_lines_has_room_for_both(export, activity):
    sheet = openpyxl.load_workbook(export("activity_record_xlsx", activity)).active
    titles = [row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith(f"{LONG}校本研修活动")]
    assert [sheet.row_dimensions[row].height for row in titles] == [57, 57]
    short = [{**activity["activity"][0], "units": []}]
    sheet = openpyxl.load_workbook(export("activity_record_xlsx", {**activity, "activity": short})).active
    assert (sheet["A1"].value, sheet.row_dimensions[1].height) == ("样例县校本研修活动记录表", 36)


def test_the_register_of_a_teacher(export, person):
    sheet = openpyxl.load_workbook(export("register_xlsx", person)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["样例县教师校本研修学时登记表"]
    assert [row[::2] for row in rows[2:8]] == [
        ["姓名", "性别"], ["工号"], ["编制单位", "任教单位"], ["职称", "学科"], ["学段", "职务"], ["教研组", "出生日期"],
    ]  # fmt: skip
    assert rows[2] == ["姓名", "张一", "性别", "女"]
    assert rows[4] == ["编制单位", LONG, "任教单位", LONG]
    # The boxes of all rows stand below each other, whatever the table's columns are.
    boxes = {tuple(cell.column for cell in row if cell.value is not None) for row in sheet["A5:I6"]}
    assert boxes == {(1, 3, 5, 6)}
    rows = rows[2:]
    assert rows[6] == ["序号", "日期", "活动编号", "活动名称", "类别", "角色", "折算", "计入", "认定状态"]
    assert rows[7] == [1, "2025-03-08", "A001", "《秋天的雨》教学研讨", "听课评课", "主讲", 4, 2.5, "已登记"]
    assert rows[9] == ["合计 38 学时，要求 40 学时，超出上限不计 2 学时。结论：进度滞后（还差 2 学时）。"]
    assert rows[11] == ["未计入：读书交流（2025-04-01，请假）。"]
    assert rows[12][0].startswith("本表按 2026年1月5日 的登记和审核推算，其中 1 人的学时尚未经县级认定")
    assert "学校初审（盖章）：" in rows[13][0]
    assert sheet.print_title_rows == "$9:$9"
    nobody = {**person, "verdict": []}
    assert "在此时段不考核本人" in pages(export("register_pdf", nobody))[0]


def test_a_certified_register_says_how_it_can_be_verified(export, person, county):
    verdict = {**person["verdict"][0], "certified_result": county[1]["certified_result"]}
    [text] = pages(export("register_pdf", {**person, "verdict": [verdict]}))
    assert "合计40.5学时，要求40学时" in text
    assert "结论：合格（还差2学时；认定编号2025-003-00002；认定后数据有变，待更正）。" in text
    assert "认定结果编号2025-003-00002，核验码A1B2C3D4E5；认定文件：样教发〔2026〕1号，第3号封存。" in text
    assert "（第3号封存）" in text
    assert "预计" not in text


def test_a_teachers_file(export, person):
    [text] = pages(export("archive_pdf", person))
    for part in (
        "样例县教师研修档案", "一、基本情况", "1980年2月29日", "二、各类学时", "集体备课30听课评课10",
        "各类之和减去超出上限不计的2学时，计38学时。", "三、参加的活动", "12025-03-08A001《秋天的雨》教学研讨研讨课主讲出席已确认",
        "四、材料目录", "12025-03-09教学反思反思1200abababababababab", "五、结论与理由",
        "年度学时3840不合格计38学时，要求40学时，还差2学时。", "校验码", "第1页共1页",
    ):  # fmt: skip
        assert part in text
    empty = {"person": person["person"], "verdict": [], "verdicts": [], "participations": [], "evidence": []}
    assert pages(export("archive_pdf", empty))[0].count("（无）") == 4


def test_a_public_notice_shows_no_more_than_it_must(export, county, exporters):
    asked = exporters["notice_xlsx"].reads["rows"].fields
    assert [pick.field for pick in asked] == [
        "measured", "required", "status", "under_review", "certified_result", "person", "unit",
    ]  # fmt: skip
    assert [[pick.field for pick in asked[at].of] for at in (5, 6)] == [["name"], ["name"]]
    given = {"starts_on": "2026-06-01", "ends_on": "2026-06-07", "contact": "教研室"}
    sheet = openpyxl.load_workbook(
        export("notice_xlsx", {"rows": county, "published": [], "shown": []}, given)
    ).active
    rows = list(sheet.iter_rows(values_only=True))
    assert (
        rows[2][0]
        == "现将下列人员学时情况予以公示，公示期为2026年6月1日至2026年6月7日。如有异议，请在公示期内实名向教研室提出。"
    )
    assert rows[3:7] == [
        ("序号", "学校", "姓名", "学时", "结论"),
        (1, "样例第1小学", "张三", 38, "进度滞后"),
        (2, "样例第1小学", "李四", 40.5, "合格"),
        (3, "样例第2小学", "王五", 0, "免考核"),
    ]
    with pytest.raises(Invalid) as refusal:
        options_of(exporters["notice_pdf"].options, {**given, "ends_on": "2026-05-07"})
    assert "ends_on 早于 starts_on" in refusal.value.zh


def test_nothing_waits_for_a_certification_that_there_is_none_of(export, make_row, person):
    rows = [make_row(under_review=False), make_row("李四", status="met", missing="0.00", under_review=False)]
    [summed] = pages(export("summary_pdf", {"rows": rows}))
    assert "应考核2人，达到要求1人，占50.0%。" in summed
    assert summed.count("不合格") == 1
    [shown] = pages(export("notice_pdf", {"rows": rows, "published": [], "shown": []}))
    verdict = {**person["verdict"][0], "under_review": False}
    [registered] = pages(export("register_pdf", {**person, "verdict": [verdict]}))
    assert "结论：不合格（还差2学时）。" in registered
    for text in (summed, shown, registered):
        assert not any(word in text for word in ("预计", "未认定", "县级认定，", "经县级认定"))
        assert "版本2026-01-0509:30校验码" in text


def test_a_published_notice_is_printed_as_it_was_shown(export):
    published = {"days": 5, "starts_on": "2026-06-15", "ends_on": "2026-06-22"}
    shown = {"unit": "样例第1小学", "name": "张三", "hours": "72.00", "conclusion": None}
    reads = {"rows": [], "published": [published], "shown": [shown, {**shown, "name": "=李四"}]}
    sheet = openpyxl.load_workbook(export("notice_xlsx", reads, {"contact": "教研室"})).active
    rows = list(sheet.iter_rows(values_only=True))
    assert "公示期为2026年6月15日至2026年6月22日（5 个工作日）。" in rows[2][0]
    assert rows[3:6] == [
        ("序号", "学校", "姓名", "学时"),
        (1, "样例第1小学", "张三", 72),
        (2, "样例第1小学", "=李四", 72),
    ]
    assert "公示时尚未经县级认定" in rows[6][0]
    for name in ("starts_on", "ends_on"):
        with pytest.raises(Invalid) as refusal:
            export("notice_pdf", reads, {name: "2026-06-01"})
        assert refusal.value.details["field"] == f"options.{name}"


def test_a_long_document_is_set_in_parts_whose_pages_run_on(export, make_row, monkeypatch):
    monkeypatch.setattr(typesetting, "PART", 30)
    rows = [
        make_row(f"教师{place:03}", unit={"name": "W" * 60 if place == 5 else LONG, "code": "S"})
        for place in range(70)
    ]
    path = export("summary_pdf", {"rows": rows})
    texts = pages(path)
    assert all(f"第{place}页共{len(texts)}页" in text for place, text in enumerate(texts, start=1))
    assert all("序号学校姓名" in text and "校验码" in text for text in texts)
    assert [sum(f"教师{place:03}" in text for text in texts) for place in range(70)] == [1] * 70
    assert ["认定汇总表" in text for text in texts] == [True] + [False] * (len(texts) - 1)
    assert ["制表人：" in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert PdfReader(path).metadata.title == "样例县教师校本研修学时认定汇总表"


def test_signs_that_no_font_has_are_named_on_the_page(export, make_row):
    rows = [make_row(name) for name in ("𠮷田㛃", "阿依古丽·䶮", "𬱖𰻝", "한")]
    [text] = pages(export("summary_pdf", {"rows": rows}))
    assert "字库没有的字印作方框，请手写：U+D55C、U+20BB7版本" in text
    assert "方框" not in pages(export("summary_pdf", {"rows": rows[1:3]}))[0]


def test_an_empty_county_has_a_summary_too(export):
    [text] = pages(export("summary_pdf", {"rows": []}))
    assert "共0人" in text


def test_a_typesetter_that_fails_is_named_and_nothing_is_left(tmp_path, monkeypatch, export):
    monkeypatch.setattr(typesetting, "GIVEN", "nothing.json")
    with pytest.raises(RuntimeError, match=r"document\.json"):
        export("observation_blank_pdf", {})
    assert list(tmp_path.iterdir()) == []
