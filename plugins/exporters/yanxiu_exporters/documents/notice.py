"""公示表: 学校, 姓名, 学时 and 结论 of everybody, and nothing else about anybody."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from pydantic import Field, model_validator

from yanxiu_core.exports.declarations import CERTIFIED, ExportRequest, Options, Reads, verdicts
from yanxiu_core.reads.selection import pick
from yanxiu_exporters.documents.words import PARTLY_SEEN, UNCERTIFIED, mark, window
from yanxiu_exporters.marks import conclusion, measured
from yanxiu_exporters.paper.blocks import Column, Document, Line, Signatures, Table, Value
from yanxiu_exporters.paper.check_code import check_code
from yanxiu_exporters.paper.text import day
from yanxiu_exporters.table import Tally

READ = verdicts("measured", "required", "status", CERTIFIED, pick("person", "name"), pick("unit", "name"))
"""No more is read than what is shown."""
SIGNATURES = ("公示单位（盖章）：", "日期：")


class NoticeOptions(Options):
    """公示 dates and where objections go; what is not given is left blank to be written in."""

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
    """The document; its lines are kept in `folder` while it is written."""
    title = f"{request.unit_name}教师校本研修学时公示表"
    unit = request.judged.rule.unit
    columns = [
        Column("序号", 8),
        Column("学校", 44, left=True),
        Column("姓名", 20),
        Column(unit, 12),
        Column("结论", 16),
    ]
    with TemporaryFile("w+", encoding="utf-8", dir=folder) as kept:
        tally = Tally()
        for place, row in enumerate(reads(), start=1):
            tally.count(row)
            school, name = (row["unit"] or {}).get("name"), (row["person"] or {}).get("name")
            line = (place, school, name, measured(row), conclusion(row, request.judged.policy))
            kept.write(json.dumps(line, ensure_ascii=False) + "\n")
        about = (title, request.judged.rule.title.zh, window(request))
        code = check_code(chain([about, [column.title for column in columns]], _rows(kept)))
        yield Document(
            title,
            [
                Line(f"{request.judged.rule.title.zh}　　时段：{window(request)}", "particulars"),
                Line(_period(request.options), "note"),
                Table(columns, _rows(kept)),
                Line(_notes(request, tally.open), "note"),
                Signatures(SIGNATURES),
            ],
            mark=mark(request, code, tally.seals, certified=not tally.open),
            check=code,
        )


def _rows(kept: IO[str]) -> Iterator[tuple[Value, ...]]:
    kept.seek(0)
    for text in kept:
        place, school, name, hours, said = json.loads(text)
        yield (place, school, name, Decimal(hours), said)


def _period(options: NoticeOptions) -> str:
    blank = "　　　　年　　月　　日"
    first, last = (day(each) or blank for each in (options.starts_on, options.ends_on))
    contact = options.contact or "　" * 16
    return (
        f"现将下列人员学时情况予以公示，公示期为{first}至{last}。如有异议，请在公示期内实名向{contact}提出。"
    )


def _notes(request: ExportRequest, open_people: int) -> str:
    notes = [UNCERTIFIED.format(day=day(request.today), count=open_people)] if open_people else []
    if request.limited:
        notes.append(PARTLY_SEEN)
    return "注：" + "".join(notes or ["以上学时均已经县级认定。"])
