"""A plugin as a third party would write it: it brings one of everything, and tests load it beside the installed ones."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.relations import Relation
from yanxiu_core.codes.repository import register
from yanxiu_core.events.declarations import Reaction
from yanxiu_core.events.kinds import ACTIVITY_CONFIRMED, PLUGIN_ENABLED, WINDOW_CLOSED
from yanxiu_core.forms.declarations import ShippedForm, ShippedVersion
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.imports.checks import Check, duplicates
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.records.kinds import RecordKind
from yanxiu_core.schedules.declarations import Schedule
from yanxiu_core.tabular.columns import Column, Form
from yanxiu_core.tabular.values import code, date


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Scale(Closed):
    item: str = Field(title="观察点", min_length=1, max_length=50)
    score: int = Field(title="得分", ge=1, le=5)


class Tally(Closed):
    item: str = Field(title="行为", min_length=1)
    count: int = Field(title="次数", ge=0)


class Note(Closed):
    at: str = Field(title="时刻", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    text: str = Field(title="记录", min_length=1, max_length=2000)


class View(Closed):
    dimension: Literal["学生学习", "教师教学", "课程性质", "课堂文化"] = Field(title="维度")
    view: str = Field(title="视角", min_length=1)
    scales: list[Scale] = Field(title="量表", default_factory=list)
    tallies: list[Tally] = Field(title="计数", default_factory=list)
    notes: list[Note] = Field(title="时间记录", default_factory=list)


class Record(Closed):
    """An observer's record of one lesson."""

    views: list[View] = Field(title="视角", min_length=1, max_length=20)
    presenter: Annotated[str, Field(title="执教教师", json_schema_extra={"format": "person"})]
    opinion: str | None = Field(title="总体评价", default=None, max_length=500)


class Work(Closed):
    """A work of calligraphy."""

    image: str = Field(
        title="作品图片",
        json_schema_extra={"format": "file", "x-accept": ["image/png", "image/jpeg"], "x-max-bytes": 1000},
    )
    script: Literal["钢笔", "毛笔", "粉笔"] = Field(title="书写工具")


class Lesson(Closed):
    """What is known of a lesson that is observed."""

    topic: str = Field(title="课题", min_length=1)
    periods: float | None = Field(title="节次", default=None, multiple_of=0.5)


def title(zh, en):
    return Text(zh=zh, en=en)


FORMS = (
    ShippedForm(
        "sample.record", title("课堂观察表", "Observation"), (ShippedVersion.of(1, Record),), ("views",)
    ),
    ShippedForm("sample.work", title("书法作品", "Work"), (ShippedVersion.of(1, Work),)),
    ShippedForm("sample.lesson", title("观察课", "Lesson"), (ShippedVersion.of(1, Lesson),)),
)
KINDS = (
    Kind("activity", "sample.lesson", title("课堂观察", "Observed lesson"), "sample.lesson"),
    Kind("evidence", "sample.record", title("课堂观察", "Observation"), "sample.record"),
    Kind("record", "sample.work", title("书法作品", "Work"), "sample.work"),
)


@hookimpl
def yanxiu_plugin():
    return Plugin(name="sample", title=title("样例", "Sample"), version="1.0", level="school", starts_on=True)


@hookimpl
def yanxiu_forms():
    return FORMS


@hookimpl
def yanxiu_kinds():
    return KINDS


BROKEN = set()
"""Names of what raises now; tests put them here."""


def note(work, name, *said):
    """Leave a mark that tests find: a code of the county."""
    register(work, "sample", [" ".join((name, *map(str, said)))])
    if name in BROKEN:
        raise RuntimeError(f"{name} is broken")


def react(work, event):
    note(work, event.kind, *sorted(map(str, event.ids)), *event.details.values())


def count(work, job, progress):
    progress(1, 1, "counting")
    note(work, "sample.count", job.input.get("due_at", "by hand"))
    return {"counted": 1}


@hookimpl
def yanxiu_reactions():
    return [
        Reaction(f"sample.{event}", event, react)
        for event in (ACTIVITY_CONFIRMED, PLUGIN_ENABLED, WINDOW_CLOSED)
    ]


@hookimpl
def yanxiu_jobs():
    return [JobKind("sample.count", "plugins", count)]


@hookimpl
def yanxiu_schedules():
    return [
        Schedule("sample.nightly", "30 2 * * *", job="sample.count"),
        Schedule("sample.hourly", "0 * * * *", job="sample.count", input={"hour": True}, missed="skip"),
    ]


ESSAYS = Form(
    "sample.essays",
    "随笔登记表",
    (Column("number", "工号", (), code), Column("title", "题目"), Column("on_date", "日期", (), date)),
)


def prepare(work):
    note(work, "sample.prepare")
    resolved = """UPDATE staged s SET person_id = p.id FROM people p
                  WHERE p.tenant_id = :tenant AND p.number = s.number"""
    work.session.execute(text(resolved), {"tenant": work.tenant_id})


def apply(work, _options, report):
    rows = work.session.execute(
        text("SELECT line, person_id, title, on_date FROM staged WHERE ok ORDER BY line")
    ).all()
    entries = [RecordInput("随笔", row.on_date, person_id=row.person_id, title=row.title) for row in rows]
    done = records.register_many(work, entries)
    work.session.execute(text("UPDATE staged SET change = 'added' WHERE ok"))
    report.lines_posted = done.lines_posted


UNKNOWN = "SELECT line, number, NULL, NULL FROM staged WHERE number IS NOT NULL AND person_id IS NULL"
IMPORTER = ImportSpec(
    ESSAYS,
    {"number": "text", "title": "text", "on_date": "date"},
    (Permission.IMPORTS_RUN, Permission.ACTIVITIES_WRITE),
    prepare,
    (
        Check("unknown_person", "工号", UNKNOWN, "花名册中没有工号 %1$s", "Nobody has the number %1$s"),
        *duplicates(("number", "title"), ("on_date",), "题目", "title", "title"),
    ),
    apply,
)


@hookimpl
def yanxiu_importers():
    return [IMPORTER]


@hookimpl
def yanxiu_relations():
    return [Relation("sample.mentor", title("师徒", "Mentoring"))]


@hookimpl
def yanxiu_record_kinds():
    return [RecordKind("sample.visit", title("走访", "Visit"), confirmed=True)]
