"""课堂观察量表 as it was filled in: a part for each observer, drawn with the blocks of plugin `exporters`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yanxiu_core.errors import NotFound
from yanxiu_core.exports.declarations import Exporter, ExportRequest, Read, Reads
from yanxiu_core.exports.subjects import ACTIVITY
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection
from yanxiu_exporters.media import MEDIA
from yanxiu_exporters.paper.blocks import (
    Block,
    Break,
    Column,
    Document,
    Grid,
    Line,
    Signatures,
    Table,
    field,
    fields,
)
from yanxiu_exporters.paper.formats import at_once, docx, pdf
from yanxiu_exporters.paper.text import day
from yanxiu_observation.views import DIMENSIONS

TITLE = "课堂观察量表"
COLUMNS = (
    Column("维度", 12), Column("视角", 10), Column("观察点", 42, left=True), Column("结果统计", 46, left=True),
    Column("描述", 46, left=True),
)  # fmt: skip
READS = {
    "lessons": Read(
        "ObservationLesson",
        selection(
            "on_date", "subject", "grade", "post_meeting",
            pick("activity", "number", "title"),
            "presenter_name",
            pick("observers", "name", "views", pick("record", "values")),
        ),
        where=lambda lesson, request: lesson.c.activity_id == request.activity_id,
    )
}  # fmt: skip


def filled(_request: ExportRequest, reads: Reads) -> Document:
    """The records of one lesson, as far as the caller may see them. Raises NotFound for no observed lesson."""
    row = next(iter(reads("lessons")), None)
    handed_in = [each for each in row["observers"] if each["record"]] if row else []
    if row is None or not handed_in:
        raise NotFound(
            "这项活动没有您可以查看的观察表", "This activity has no record that you may see", field="activity"
        )
    blocks: list[Block] = []
    for place, observer in enumerate(handed_in):
        blocks += [Break(), Line(TITLE, "title")] if place else []
        blocks += _part(row, observer)
    return Document(TITLE, blocks, landscape=True)


def _part(lesson: Mapping[str, Any], observer: Mapping[str, Any]) -> Sequence[Block]:
    values = observer["record"]["values"]
    head = [
        fields(("时间", day(lesson["on_date"])), ("讲课人", lesson["presenter_name"])),
        fields(("课题", lesson["activity"]["title"]), ("评课人", observer["name"])),
        fields(
            ("学科年级", f"{lesson['subject']} {lesson['grade']}".strip()),
            ("所选视角", "、".join(observer["views"])),
        ),
    ]
    foot = [field("评价反思", values.get("comment") or "", lines=3)]
    if lesson["post_meeting"]:
        foot.append(field("课后会议", lesson["post_meeting"], lines=2))
    table = Table(COLUMNS, list(_rows(values)))
    return [Grid(head), table, Grid(foot), Signatures(("观察人签名：", "日期："))]


def _rows(values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, (dimension, _) in DIMENSIONS.items():
        for entry in values.get(name) or ():
            for point in entry.get("points") or ():
                yield dimension, entry["view"], point["point"], _result(point), point.get("remark") or ""
            for note in entry.get("notes") or ():
                yield dimension, entry["view"], f"时间记录 {note['at']}", "", note["text"]
            if not entry.get("points") and not entry.get("notes"):
                yield dimension, entry["view"], "", "", ""


def _result(point: Mapping[str, Any]) -> str:
    scale, tally = point.get("scale"), point.get("tally")
    said = (None if scale is None else f"等级 {scale}（满分 5）", None if tally is None else f"{tally} 次")
    return "；".join(each for each in said if each)


EXPORTERS = tuple(
    Exporter(
        f"observation_lesson_{form}",
        Text(zh="课堂观察量表（已填）", en="Lesson observation form, filled in"),
        MEDIA[form],
        form,
        write,
        ACTIVITY,
        READS,
    )
    for form, write in (("docx", docx(at_once(filled))), ("pdf", pdf(at_once(filled))))
)
