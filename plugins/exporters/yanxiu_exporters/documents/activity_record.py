"""校本研修活动记录表, with 签到表 from the same record."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import Field

from yanxiu_core.exports.declarations import ExportRequest, Options, Reads
from yanxiu_exporters.documents.activity_reads import PARTS, ActivityFacts, Participant, activity_facts
from yanxiu_exporters.documents.words import PARTLY_SEEN
from yanxiu_exporters.paper.blocks import (
    GRID,
    Break,
    Cell,
    Column,
    Document,
    Grid,
    Line,
    Picture,
    Signatures,
    Table,
    Value,
    field,
    fields,
    label,
)
from yanxiu_exporters.paper.pictures import printable
from yanxiu_exporters.paper.text import day

TITLE = "校本研修活动记录表"
COLUMNS = (
    Column("序号", 6), Column("单位", 30, left=True), Column("姓名", 14), Column("职称", 14), Column("角色", 10),
    Column("出勤", 12), Column("签名", 22),
)  # fmt: skip
MOST_PHOTOS, PHOTOS_WIDTH = 3, 21
"""How many photographs are printed, and the width of their box."""
PROCESS_LINES = {0: 17, 1: 12, 2: 13, 3: 15}
"""Room for 活动过程, by the photographs that are printed: the form fills its page."""
SPARE = 3
"""Empty lines below the list, for guests and whoever was not on it."""
PROCESS, SUMMARY = ("活动过程", "过程", "会议记录"), ("活动小结", "小结", "活动总结")
"""Kinds of texts that are the activity's 过程 and 小结."""


class RecordOptions(Options):
    """Texts that stand in the form; without them those recorded with the activity, else room to write."""

    process: str = Field("", max_length=5000, description="活动过程 / what was done")
    summary: str = Field("", max_length=5000, description="小结 / what came of it")


@contextmanager
def activity_record(request: ExportRequest, reads: Reads, folder: Path) -> Iterator[Document]:
    """The form on its first page, the list on the next."""
    with TemporaryDirectory(prefix="photos-", dir=folder) as own:
        yield _composed(request, reads, _photos(reads, Path(own)))


@dataclass(frozen=True, slots=True)
class Photos:
    """The activity's photographs: those that are printed, and how many there are that the reader may see."""

    printed: Sequence[Picture] = ()
    count: int = 0


def _photos(reads: Reads, folder: Path) -> Photos:
    """The first of them, with no more pixels than are printed."""
    rows, count = [], 0
    for row in reads("photos"):
        count += 1
        if count <= MOST_PHOTOS:
            rows.append(row)
    printed = []
    for place, row in enumerate(rows):
        kept = folder / f"{place}-kept.jpg"
        reads.file(row["file_id"], kept)
        caption = f"{row['title']}\n{day(row['on_date'])}"
        target = folder / f"{place}.jpg"
        printed.append(printable(kept, target, caption, count=len(rows), width=PHOTOS_WIDTH))
        kept.unlink()
    return Photos(printed, count)


def _composed(request: ExportRequest, reads: Reads, photos: Photos) -> Document:
    facts = activity_facts(request, reads)
    process, summary = kept_texts(reads)
    process, summary = request.options.process or process, request.options.summary or summary
    host = facts.units("host") or request.tenant_name
    return Document(
        f"{host}{TITLE}",
        [
            Grid(_boxes(facts, process, summary, photos)),
            Signatures(("记录人：", "教研组长：", "教导处（盖章）：")),
            Break(),
            Line(f"{host}校本研修活动签到表", "title"),
            Line(f"{facts.row['title']}　　{facts.time}　　{facts.row['place']}", "particulars"),
            Table(COLUMNS, _list(facts.people), lines=1.5),
            Line(_counted(request, facts), "note"),
            Signatures(("签到负责人：", "日期：")),
        ],
    )


def kept_texts(reads: Reads) -> tuple[str, str]:
    """过程 and 小结, as far as they were recorded with the activity."""
    kept = {text["kind"]: text["body"] for text in reads("texts") if text["body"]}
    process, summary = (
        next((kept[kind] for kind in kinds if kind in kept), "") for kinds in (PROCESS, SUMMARY)
    )
    return process, summary


def absentees(facts: ActivityFacts) -> str:
    """缺席及原因: who did not come, each with the status on the list."""
    return "、".join(f"{each.name}（{'、'.join(each.statuses)}）" for each in facts.people if not each.came)


def _boxes(facts: ActivityFacts, process: str, summary: str, photos: Photos) -> list[list[Cell]]:
    row, came = facts.row, sum(person.came for person in facts.people)
    units = "；".join(f"{word}：{facts.units(part)}" for part, word in PARTS.items() if facts.units(part))
    speakers = "、".join(f"{person.name}（{'、'.join(person.roles)}）" for person in facts.speakers)
    return [
        fields(("活动名称", row["title"]), ("活动编号", row["number"])),
        fields(("时间", facts.time), ("地点", row["place"])),
        fields(("主题", row["theme"]), ("活动类型", row["kind"])),
        fields(("主持人", row["leader"]), ("主讲／中心发言人", speakers)),
        field("单位", units),
        fields(
            ("应到", f"{len(facts.people)} 人"),
            ("实到", f"{came} 人"),
            ("缺席", f"{len(facts.people) - came} 人"),
        ),
        field("缺席及原因", absentees(facts)),
        field("活动过程", process, lines=PROCESS_LINES[len(photos.printed)]),
        field("小结", summary, lines=7),
        _pictured(photos),
    ]


def _pictured(photos: Photos) -> list[Cell]:
    """The photographs, or room to paste some."""
    if not photos.printed:
        return field("照片（一至三张）", "", lines=11)
    named = (
        "活动照片" if photos.count <= MOST_PHOTOS else f"活动照片（{photos.count} 张中的前 {MOST_PHOTOS} 张）"
    )
    return [label(named, GRID - PHOTOS_WIDTH), Cell("", PHOTOS_WIDTH, pictures=photos.printed)]


def _list(people: Sequence[Participant]) -> list[tuple[Value, ...]]:
    listed: list[tuple[Value, ...]] = [
        (
            place,
            person.school,
            person.name,
            person.title,
            "、".join(person.roles),
            "、".join(person.statuses),
            None,
        )
        for place, person in enumerate(people, start=1)
    ]
    return [*listed, *((len(people) + spare, *[None] * 6) for spare in range(1, SPARE + 1))]


def _counted(request: ExportRequest, facts: ActivityFacts) -> str:
    came = sum(person.came for person in facts.people)
    return f"应到 {len(facts.people)} 人，实到 {came} 人。" + (PARTLY_SEEN if request.limited else "")
