"""听课记录表: one form for all who listened, or one for each."""

from collections.abc import Iterator

from pydantic import Field

from yanxiu_core.errors import NotFound
from yanxiu_core.exports.declarations import ExportRequest, Options, Reads
from yanxiu_exporters.documents.activity_reads import ActivityFacts, activity_facts, names
from yanxiu_exporters.paper.blocks import (
    Block,
    Break,
    Cell,
    Column,
    Document,
    Grid,
    Line,
    Signatures,
    Table,
    field,
    label,
)

TITLE = "听课记录表"
PROCESS = (Column("时间", 10), Column("教学过程", 60, left=True), Column("评析", 38, left=True))
ROOM, STEPS = 3.6, 8
"""Lines of an empty step of the lesson, and how many there are."""


class LessonOptions(Options):
    """What a record of an activity does not hold; left blank to be written in."""

    listener: str = Field("", max_length=50, description="只给这位听课人, 填工号 / one listener's number")
    each: bool = Field(False, description="每位听课人一张 / a form for each listener")
    grade: str = Field("", max_length=50, description="年级 / grade")
    lesson_type: str = Field("", max_length=50, description="课型 / type of lesson")
    periods: str = Field("", max_length=50, description="课时 / periods")
    class_size: str = Field("", max_length=50, description="班级规模 / size of the class")


def lesson_notes(request: ExportRequest, reads: Reads) -> Document:
    """The forms, each on a page of its own."""
    facts, given = activity_facts(request, reads), request.options
    listeners = [person for person in facts.listeners if given.listener in {"", person.number}]
    if given.listener and not listeners:
        raise NotFound(
            f"工号 {given.listener} 没有到场听这节课; 请核对", f"{given.listener} did not listen to this lesson",
            field="options.listener",
        )  # fmt: skip
    forms = [[person] for person in listeners] if given.each else [listeners]
    blocks: list[Block] = []
    for place, people in enumerate(forms):
        if place:
            blocks += [Break(), Line(TITLE, "title")]
        blocks += _form(facts, given, names(people))
    return Document(TITLE, blocks)


def _form(facts: ActivityFacts, given: LessonOptions, listeners: str) -> Iterator[Block]:
    teachers, row = facts.speakers, facts.row
    subject = "、".join(dict.fromkeys(person.subject for person in teachers if person.subject))
    yield Grid(
        [
            _row(("授课教师", names(teachers) or row["leader"]), ("学科", subject), ("年级", given.grade)),
            _row(
                ("课题", row["theme"] or row["title"]), ("课型", given.lesson_type), ("课时", given.periods)
            ),
            _row(("日期、节次", facts.time), ("地点", row["place"]), ("班级规模", given.class_size)),
            field("听课人", listeners),
        ]
    )
    yield Table(PROCESS, [(None, None, None)] * STEPS, lines=ROOM)
    yield Grid([field("评议", "", lines=7)])
    yield Signatures(("听课人签名：", "日期："))


def _row(*pairs: tuple[str, str]) -> list[Cell]:
    return [
        cell
        for (name, text), width in zip(pairs, (7, 4, 4), strict=True)
        for cell in (label(name, 3), Cell(text, width))
    ]
