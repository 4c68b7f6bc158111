"""公示表: 学校, 姓名, 学时 and 结论 of everybody, and nothing else about anybody.

Where the unit has published a notice of what is judged, its rows as they were shown and its days; else the verdicts.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from pydantic import Field, model_validator

from yanxiu_core.errors import Invalid
from yanxiu_core.exports.declarations import CERTIFIED, ExportRequest, Options, Reads, Row, verdicts
from yanxiu_core.reads.selection import pick
from yanxiu_exporters.documents.published import PUBLISHED, SHOWN
from yanxiu_exporters.documents.words import PARTLY_SEEN, UNCERTIFIED, mark, window
from yanxiu_exporters.marks import conclusion, measured
from yanxiu_exporters.paper.blocks import Column, Document, Line, Signatures, Table, Value
from yanxiu_exporters.paper.check_code import check_code
from yanxiu_exporters.paper.text import day
from yanxiu_exporters.table import Tally

NOTICE_READS = {
    "rows": verdicts(
        "measured",
        "required",
        "status",
        "under_review",
        CERTIFIED,
        pick("person", "name"),
        pick("unit", "name"),
    ),
    "published": PUBLISHED,
    "shown": SHOWN,
}
"""No more is read than what is shown."""
AS_SHOWN = "注：以上为公示时的学时和结论，公示时尚未经县级认定。"
Cells = tuple[str | None, str | None, str | None, str | None]
"""学校, 姓名, hours and 结论 of a line."""
WIDTHS = (44, 20, 12, 16)
SIGNATURES = ("公示单位（盖章）：", "日期：")


class NoticeOptions(Options):
    """公示 dates and where objections go; what is not given is left blank to be written in.

    The days of a published notice stand; none can be given for it.
    """

    starts_on: date | None = Field(None, description="公示开始日期 / first day of the notice")
    ends_on: date | None = Field(None, description="公示结束日期 / last day of the notice")
    contact: str = Field("", max_length=200, description="受理异议的部门、电话 / who takes objections")

    @model_validator(mode="after")
    def _in_order(self) -> "NoticeOptions":
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on 早于 starts_on / the notice ends before it starts")
        return self


@contextmanager
def notice(request: ExportRequest, reads: Reads, folder: Path) -> Iterator[Document]:
    """The document; its lines are kept in `folder` while it is written. Raises Invalid for days of a published one."""
    title, rule = f"{request.unit_name}教师校本研修学时公示表", request.judged.rule
    published = next(reads("published"), None)
    period = _period(request.options, published)
    with TemporaryFile("w+", encoding="utf-8", dir=folder) as kept:
        tally = Tally()
        filled = [False] * len(WIDTHS)
        for line in _as_shown(reads) if published else _as_judged(request, reads, tally):
            filled = [known or value is not None for known, value in zip(filled, line, strict=True)]
            kept.write(json.dumps(line, ensure_ascii=False) + "\n")
        # What a policy does not show in public has no column.
        shown = [place for place, known in enumerate(filled) if known or not published]
        titles = ("学校", "姓名", rule.unit, "结论")
        columns = [Column("序号", 8), *(Column(titles[at], WIDTHS[at], left=at == 0) for at in shown)]
        about = (title, rule.title.zh, window(request))
        code = check_code(chain([about, [column.title for column in columns]], _rows(kept, shown)))
        yield Document(
            title,
            [
                Line(f"{rule.title.zh}　　时段：{window(request)}", "particulars"),
                Line(period, "note"),
                Table(columns, _rows(kept, shown)),
                *(
                    [Line(said, "note")]
                    if (said := AS_SHOWN if published else _notes(request, tally))
                    else []
                ),
                Signatures(SIGNATURES),
            ],
            mark=mark(request, code, tally.seals, certified=not published and not tally.open),
            check=code,
        )


def _as_shown(reads: Reads) -> Iterator[Cells]:
    return ((row["unit"], row["name"], row["hours"], row["conclusion"]) for row in reads("shown"))


def _as_judged(request: ExportRequest, reads: Reads, tally: Tally) -> Iterator[Cells]:
    for row in reads():
        tally.count(row)
        school, name = (row["unit"] or {}).get("name"), (row["person"] or {}).get("name")
        yield school, name, measured(row), conclusion(row, request.judged.policy)


def _rows(kept: IO[str], shown: Sequence[int]) -> Iterator[tuple[Value, ...]]:
    kept.seek(0)
    for place, text in enumerate(kept, start=1):
        school, name, hours, said = json.loads(text)
        cells = (school, name, None if hours is None else Decimal(hours), said)
        yield (place, *(cells[at] for at in shown))


def _period(options: NoticeOptions, published: Row | None) -> str:
    if published and (options.starts_on or options.ends_on):
        raise Invalid(
            f"公示已经发布, 公示期为 {published['starts_on']} 至 {published['ends_on']}; 请不要再给出日期",
            f"The notice is published, from {published['starts_on']} to {published['ends_on']}; give no days",
            field="options.starts_on" if options.starts_on else "options.ends_on",
        )
    blank = "　　　　年　　月　　日"
    days = (
        (published["starts_on"], published["ends_on"]) if published else (options.starts_on, options.ends_on)
    )
    first, last = (day(each) or blank for each in days)
    length = f"（{published['days']} 个工作日）" if published else ""
    # A line to write on: blanks at the end of a printed line would be lost.
    contact = options.contact or "＿" * 12
    return (
        f"现将下列人员学时情况予以公示，公示期为{first}至{last}{length}。"
        f"如有异议，请在公示期内实名向{contact}提出。"
    )


def _notes(request: ExportRequest, tally: Tally) -> str:
    """Nothing of certification where nothing on the sheet is ever certified."""
    notes = [UNCERTIFIED.format(day=day(request.today), count=tally.open)] if tally.open else []
    if request.limited:
        notes.append(PARTLY_SEEN)
    if not notes and tally.seals:
        notes.append("以上学时均已经县级认定。")
    return f"注：{''.join(notes)}" if notes else ""
