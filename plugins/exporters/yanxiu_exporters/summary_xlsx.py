"""学时认定汇总表 as a workbook that prints on A4 as it is: title, header on every page, signatures at the end."""

from collections.abc import Sequence
from datetime import UTC, date
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from yanxiu_core.exports.declarations import ExportRequest, Reads
from yanxiu_exporters.columns import OTHER, Cell, Columns
from yanxiu_exporters.table import Table, gathered

SHEET = "学时认定汇总"
HEADER = 2
"""The header's row, below title and particulars; counted from 0."""
A4 = 9
WIDTHS = {"序号": 6, "学校": 22, "姓名": 10, "性别": 7, "职称": 11, "合计": 8, "超出上限": 8, "结论": 9, "认定状态": 9, "备注": 20}  # fmt: skip
CATEGORY_WIDTH = 8
"""Widths are in characters of half a Chinese one."""
LINE, EDGES = 15, 3
"""Points that a line of text takes, and the cell's edges."""
SINGLE = LINE + EDGES
LEFT = ("学校", "备注")
SPACE = "　" * 10
SIGNATURES = f"制表人：{SPACE}审核人：{SPACE}单位负责人（签章）：{SPACE}日期："
FONT = {"font_name": "宋体", "font_charset": 134, "font_size": 10, "valign": "vcenter", "text_wrap": True}
HEAVY = {**FONT, "font_name": "黑体", "align": "center"}


def write_summary_xlsx(request: ExportRequest, reads: Reads, target: Path) -> None:
    """Write the workbook; hours are numbers, all else is text that cannot become a formula."""
    options = {"constant_memory": True, "tmpdir": str(target.parent)}
    with (
        gathered(request, reads, target.parent) as table,
        xlsxwriter.Workbook(str(target), options) as book,
    ):
        title = f"{request.tenant_name}教师校本研修学时认定汇总表"
        book.set_properties({"title": title, "created": request.made_at.astimezone(UTC)})
        summary = _Summary(book, table.columns)
        summary.banner(0, title, {**HEAVY, "font_size": 18}, height=36)
        summary.banner(1, _particulars(request), {**FONT, "align": "center"})
        summary.header()
        for place, line in enumerate(table.lines, start=1):
            summary.cells(HEADER + place, table.columns.cells(place, line))
        end = HEADER + table.tally.people + 1
        summary.banner(end, _tally(request, table), {**FONT, "bold": True, "border": 1})
        summary.banner(end + 1, _note(table.columns), FONT)
        summary.banner(end + 2, SIGNATURES, {**FONT, "font_size": 11}, height=39)


class _Summary:
    """The sheet, written from the top to the bottom; `Any` because xlsxwriter has no types."""

    def __init__(self, book: Any, columns: Columns) -> None:
        self._book = book
        self._titles = columns.titles
        self._widths = [WIDTHS.get(title, CATEGORY_WIDTH) for title in self._titles]
        self._sheet = book.add_worksheet(SHEET)
        self._centred, self._left = (
            book.add_format({**FONT, "border": 1, "align": side}) for side in ("center", "left")
        )
        self._set_up_page()

    def _set_up_page(self) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)  # inches
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, HEADER)
        sheet.set_footer('&C&"宋体,Regular"&10第 &P 页 共 &N 页')
        sheet.set_default_row(SINGLE)
        sheet.freeze_panes(HEADER + 1, 3)
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width)

    def banner(self, row: int, text: str, style: dict[str, Any], height: int | None = None) -> None:
        """A text over the whole width; as high as it needs, because no program does that for merged cells."""
        look = self._book.add_format(style)
        self._sheet.set_row(row, height or _height([text], [sum(self._widths)]))
        self._sheet.merge_range(row, 0, row, len(self._titles) - 1, "", look)
        self._sheet.write_string(row, 0, text, look)  # merge_range itself would make a formula of "="

    def header(self) -> None:
        """The headings, in a row as high as the longest needs."""
        style = self._book.add_format({**HEAVY, "border": 1, "bg_color": "#F2F2F2"})
        self._sheet.set_row(HEADER, 2 * EDGES + _height(self._titles, self._widths))
        for place, title in enumerate(self._titles):
            self._sheet.write_string(HEADER, place, title, style)

    def cells(self, row: int, cells: Sequence[Cell]) -> None:
        """One person's line. Numbers have no format of their own: 0.## would print 38 as `38.`."""
        height = _height(cells, self._widths)
        if height > SINGLE:  # kept in memory for every row that has one
            self._sheet.set_row(row, height)
        for place, (title, cell) in enumerate(zip(self._titles, cells, strict=True)):
            if cell is None or cell == "":
                self._sheet.write_blank(row, place, None, self._centred)
            elif isinstance(cell, str):
                self._sheet.write_string(row, place, cell, self._left if title in LEFT else self._centred)
            else:
                self._sheet.write_number(row, place, float(cell), self._centred)


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Points that a row needs: not every program fits a row to wrapped text when it opens a file."""
    lines = (_lines(cell, width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))
    return LINE * max(lines) + EDGES


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in so many half-width characters."""
    return ceil(sum(1 + (east_asian_width(sign) in "WFA") for sign in text) / width) or 1


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _particulars(request: ExportRequest) -> str:
    judged = request.judged
    parts = {
        "单位": request.tenant_name,
        "项目": judged.rule.title.zh,
        "时段": f"{judged.window}（{_day(judged.starts_on)}至{_day(judged.ends_on)}）",
        "计量单位": judged.rule.unit,
        "制表日期": _day(request.today),
    }
    return "　　".join(f"{name}：{value}" for name, value in parts.items())


def _tally(request: ExportRequest, table: Table) -> str:
    met, tally = request.judged.policy.labels.met.zh, table.tally
    return (
        f"共 {tally.people} 人，其中免考核 {tally.exempt} 人；"
        f"应考核 {tally.people - tally.exempt} 人，{met} {tally.met} 人，{met}率 {tally.rate}。"
    )


def _note(columns: Columns) -> str:
    gathered = f"“{OTHER}”含：{'、'.join(columns.gathered)}。" if columns.gathered else ""
    return f"注：各类学时为折算后、封顶前的学时，各类学时之和 － 超出上限 ＝ 合计。{gathered}"
