"""学时登记表: a teacher's lines of one rule and window, to be confirmed and signed step by step."""

from decimal import Decimal

from yanxiu_core.exports.declarations import ExportRequest, Reads, Row
from yanxiu_core.verdicts.explanation import number
from yanxiu_core.verdicts.phrases import CHINESE
from yanxiu_exporters.documents.person_reads import PERSON_READ, VERDICT_READ, basics
from yanxiu_exporters.documents.words import UNCERTIFIED, mark, proof, window
from yanxiu_exporters.marks import ASSURANCES, certified, conclusion, is_open, measured, remark, worded
from yanxiu_exporters.paper.blocks import Block, Column, Document, Line, Signatures, Table, Value
from yanxiu_exporters.paper.check_code import check_code
from yanxiu_exporters.paper.text import day

REGISTER_READS = {"person": PERSON_READ, "verdict": VERDICT_READ}
COLUMNS = (
    Column("序号", 6), Column("日期", 12), Column("活动编号", 16), Column("活动名称", 32, left=True),
    Column("类别", 12), Column("角色", 8), Column("折算", 7), Column("计入", 7), Column("认定状态", 10),
)  # fmt: skip
SIGNATURES = ("本人确认：", "教研组长核实：", "学校初审（盖章）：", "县级认定（盖章）：")


def register(request: ExportRequest, reads: Reads) -> Document:
    """The document; a teacher whom the rule does not judge has an empty one that says so."""
    [person] = reads("person")
    verdict = next((worded(row, request.kinds) for row in reads("verdict")), None)
    rows, code = register_rows(verdict), register_code(request, person, verdict)
    result = certified(verdict) if verdict else None
    seals = [result["seal"]["number"]] if result else []
    waits = verdict is not None and is_open(verdict)
    blocks: list[Block] = [
        Line(
            f"{request.judged.rule.title.zh}　　时段：{window(request)}　　制表日期：{day(request.today)}",
            "particulars",
        ),
        basics(dict(person)),
        Table(COLUMNS, rows),
        Line(_sum(request, verdict), "sum"),
        *_notes(request, verdict),
        Signatures(SIGNATURES),
    ]
    return Document(_title(request), blocks, mark=mark(request, code, seals, certified=not waits), check=code)


def register_code(request: ExportRequest, person: Row, verdict: Row | None) -> str:
    """The check code of the sheet, which a form filled with the same data has too."""
    about = (_title(request), person["number"], person["name"], request.judged.rule.title.zh, window(request))
    return check_code([about, [column.title for column in COLUMNS], *register_rows(verdict)])


def _title(request: ExportRequest) -> str:
    return f"{request.tenant_name}教师校本研修学时登记表"


def register_rows(verdict: Row | None) -> list[tuple[Value, ...]]:
    """The lines that count, in the order of `COLUMNS`."""
    lines = (verdict["trace_lines"] or []) if verdict else []
    return [
        (
            place, line["on_date"], line["activity_number"], line["title"], line["category"], line["role"],
            Decimal(line["gross"]), Decimal(line["counted"]), ASSURANCES.get(line["assurance"], line["assurance"]),
        )
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip


def _sum(request: ExportRequest, verdict: Row | None) -> str:
    rule = request.judged.rule
    if verdict is None:
        return f"“{rule.title.zh}”在此时段不考核本人，没有结论。"
    parts = [
        f"合计 {number(measured(verdict))} {rule.unit}",
        f"要求 {number(verdict['required'])} {rule.unit}",
    ]
    if Decimal(verdict["capped"]):
        parts.append(f"超出上限不计 {number(verdict['capped'])} {rule.unit}")
    note = remark(verdict, rule.unit)
    return f"{'，'.join(parts)}。结论：{conclusion(verdict, request.judged.policy)}{f'（{note}）' if note else ''}。"


def _notes(request: ExportRequest, verdict: Row | None) -> list[Line]:
    if verdict is None:
        return []
    found = [
        f"{item['category']} {number(item['hours'])} {request.judged.rule.unit}"
        for item in verdict["by_category"] or []
    ]
    notes = [f"各类（封顶前）：{'；'.join(found)}。"] if found else []
    left = [
        f"{item['title']}（{item['on_date']}，{CHINESE.reasons.get(item['reason'], item['reason'])}）"
        for item in verdict["trace_left_out"] or []
    ]
    notes += [f"未计入：{'；'.join(left)}。"] if left else []
    if is_open(verdict):
        notes.append(UNCERTIFIED.format(day=day(request.today), count=1))
    if result := certified(verdict):
        notes.append(proof(result))
    return [Line(note, "note") for note in notes]
