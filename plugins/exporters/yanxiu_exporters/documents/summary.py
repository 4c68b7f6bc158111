"""学时认定汇总表: one line a person in school order, hours by category, 结论 and 认定状态."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from yanxiu_core.exports.declarations import ExportRequest, Reads
from yanxiu_exporters.columns import OTHER, Columns
from yanxiu_exporters.documents.words import PARTLY_SEEN, UNCERTIFIED, mark, window
from yanxiu_exporters.paper.blocks import Document, Line, Signatures, Table, Value
from yanxiu_exporters.paper.check_code import check_code
from yanxiu_exporters.paper.text import day
from yanxiu_exporters.table import Table as Gathered
from yanxiu_exporters.table import Tally, gathered

SIGNATURES = ("制表人：", "审核人：", "单位负责人（签章）：", "日期：")


@contextmanager
def summary(request: ExportRequest, reads: Reads, folder: Path) -> Iterator[Document]:
    """The document; its lines are kept in `folder` while it is written."""
    with gathered(request, reads, folder) as table:
        columns, tally, code = table.columns, table.tally, summary_code(request, table)
        yield Document(
            _title(request),
            [
                Line(_particulars(request), "particulars"),
                Table(columns.layout, _rows(table), fixed=3),
                Line(_sum(tally), "sum"),
                Line(_notes(request, columns, tally), "note"),
                Signatures(SIGNATURES),
            ],
            landscape=True,
            mark=mark(request, code, tally.seals, certified=not tally.open),
            check=code,
        )


def summary_code(request: ExportRequest, table: Gathered) -> str:
    """The check code of the sheet, which a form filled with the same data has too."""
    about = (_title(request), request.judged.rule.title.zh, window(request))
    return check_code(chain([about, table.columns.titles], _rows(table)))


def _title(request: ExportRequest) -> str:
    return f"{request.unit_name}教师校本研修学时认定汇总表"


def _rows(table: Gathered) -> Iterator[tuple[Value, ...]]:
    return (table.columns.cells(place, line) for place, line in enumerate(table.lines(), start=1))


def _particulars(request: ExportRequest) -> str:
    rule = request.judged.rule
    parts = {
        "单位": request.unit_name,
        "项目": rule.title.zh,
        "时段": window(request),
        "计量单位": rule.unit,
        "制表日期": day(request.today),
    }
    return "　　".join(f"{name}：{value}" for name, value in parts.items())


def _sum(tally: Tally) -> str:
    certified = f"（其中经县级认定 {tally.certified} 人）" if tally.reviewed else ""
    return (
        f"共 {tally.people} 人，其中免考核 {tally.exempt} 人；应考核 {tally.people - tally.exempt} 人，"
        f"达到要求 {tally.met} 人{certified}，占 {tally.rate}。"
    )


def _notes(request: ExportRequest, columns: Columns, tally: Tally) -> str:
    unit = request.judged.rule.unit
    kinds, what = ("各类学时", "学时") if unit == "学时" else ("各类", f"数量（{unit}）")
    notes = [f"注：{kinds}为折算后、封顶前的{what}，{kinds}之和 － 超出上限 ＝ 合计。"]
    if columns.gathered:
        notes.append(f"“{OTHER}”含：{'、'.join(columns.gathered)}。")
    if tally.open:
        notes.append(UNCERTIFIED.format(day=day(request.today), count=tally.open))
    if request.limited:
        notes.append(PARTLY_SEEN)
    return "".join(notes)
