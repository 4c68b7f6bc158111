"""教师研修档案: who it is, hours by category, activities, list of evidence, verdicts with their reasons."""

from collections.abc import Sequence
from decimal import Decimal

from yanxiu_core.exports.declarations import ExportRequest, Reads, Row
from yanxiu_core.verdicts.explanation import number
from yanxiu_exporters.documents.person_reads import (
    ALL_VERDICTS_READ,
    EVIDENCE_READ,
    PARTICIPATIONS_READ,
    PERSON_READ,
    VERDICT_READ,
    basics,
)
from yanxiu_exporters.documents.words import mark, proof, window
from yanxiu_exporters.marks import certified, is_open, worded
from yanxiu_exporters.paper.blocks import Block, Column, Document, Line, Signatures, Table, Value
from yanxiu_exporters.paper.check_code import check_code
from yanxiu_exporters.paper.text import day

ARCHIVE_READS = {
    "person": PERSON_READ,
    "verdict": VERDICT_READ,
    "verdicts": ALL_VERDICTS_READ,
    "participations": PARTICIPATIONS_READ,
    "evidence": EVIDENCE_READ,
}
HOURS = (Column("类别", 30), Column("折算学时（封顶前）", 30))
ACTIVITIES = (
    Column("序号", 6), Column("日期", 12), Column("活动编号", 16), Column("活动名称", 36, left=True), Column("类型", 12),
    Column("角色", 8), Column("出勤", 8), Column("状态", 10),
)  # fmt: skip
EVIDENCE = (
    Column("序号", 6), Column("日期", 12), Column("类别", 14), Column("标题", 40, left=True), Column("字数", 8),
    Column("SHA-256 前 16 位", 20),
)  # fmt: skip
VERDICTS = (
    Column("项目", 22, left=True), Column("计", 7), Column("要求", 7), Column("结论", 10), Column("理由", 62, left=True),
)  # fmt: skip
STATES = {"planned": "未确认", "confirmed": "已确认", "cancelled": "已取消"}
SIGNATURES = ("本人签名：", "学校（盖章）：", "日期：")
NONE = "（无）"

Rows = list[tuple[Value, ...]]


def archive(request: ExportRequest, reads: Reads) -> Document:
    """The document: five parts, each said to be empty where it is."""
    [person] = reads("person")
    judged = [worded(row, request.kinds) for row in reads("verdict")]
    parts = [
        ("二、各类学时", HOURS, _hours(judged)),
        ("三、参加的活动", ACTIVITIES, _activities(reads)),
        ("四、材料目录", EVIDENCE, _evidence(reads)),
        ("五、结论与理由", VERDICTS, _verdicts(reads)),
    ]
    title = f"{request.tenant_name}教师研修档案"
    about = (title, person["number"], person["name"], window(request))
    code = check_code([about, *(row for _, _, rows in parts for row in rows)])
    blocks: list[Block] = [
        Line(f"时段：{window(request)}　　制表日期：{day(request.today)}", "particulars"),
        Line("一、基本情况", "heading"),
        basics(dict(person)),
    ]
    for heading, columns, rows in parts:
        blocks.append(Line(heading, "heading"))
        blocks.append(Table(columns, rows) if rows else Line(NONE, "note"))
        if columns is HOURS:
            blocks += [Line(_counted(request, row), "note") for row in judged]
            blocks += [Line(proof(result), "note") for row in judged if (result := certified(row))]
    blocks.append(Signatures(SIGNATURES))
    seals = {result["seal"]["number"] for row in judged if (result := certified(row))}
    waits = any(is_open(row) for row in judged)
    return Document(title, blocks, mark=mark(request, code, seals, certified=not waits), check=code)


def _hours(judged: Sequence[Row]) -> Rows:
    return [(item["category"], Decimal(item["hours"])) for row in judged for item in row["by_category"] or []]


def _counted(request: ExportRequest, row: Row) -> str:
    unit = request.judged.rule.unit
    return f"各类之和减去超出上限不计的 {number(row['capped'])} {unit}，计 {number(row['measured'])} {unit}。"


def _activities(reads: Reads) -> Rows:
    return [
        (
            place, row["activity"]["starts_on"], row["activity"]["number"], row["activity"]["title"],
            row["activity"]["kind"], row["role"], row["status"], STATES[row["activity"]["state"]],
        )
        for place, row in enumerate(reads("participations"), start=1)
    ]  # fmt: skip


def _evidence(reads: Reads) -> Rows:
    return [
        (place, row["on_date"], row["kind"], row["title"], row["characters"] or None, row["sha256"][:16])
        for place, row in enumerate(reads("evidence"), start=1)
    ]


def _verdicts(reads: Reads) -> Rows:
    """Each in the words of its own policy."""
    return [
        (
            row["title"] or row["rule"], _quantity(row["measured"]), _quantity(row["required"]),
            row["status_label"], row["explanation"] or "",
        )
        for row in reads("verdicts")
    ]  # fmt: skip


def _quantity(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
