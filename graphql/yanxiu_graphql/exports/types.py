"""Exports: the documents there are, jobs and the files they make."""

from enum import Enum

import strawberry
from strawberry.types.info import Info

from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed, stored
from yanxiu_graphql.global_ids import encode
from yanxiu_graphql.jobs.types import Job, download
from yanxiu_graphql.relay.types import Node


@strawberry.enum(description="文件的对象。What a document is about.")
class ExportSubject(Enum):
    """As exporters declare."""

    UNIT = strawberry.enum_value(
        "unit", description="单位。A rule's verdicts in a window, of a unit and all below or of the county."
    )
    PERSON = strawberry.enum_value("person", description="人员。A person in a window, under a rule.")
    ACTIVITY = strawberry.enum_value("activity", description="活动。One activity.")
    SCHOOL = strawberry.enum_value("school", description="学校。A unit and all below it, under no rule.")
    TENANT = strawberry.enum_value("tenant", description="本县。Nothing in particular: a blank form.")


@strawberry.type(description="占位符。What can stand in double braces in a county's own form.")
class Placeholder:
    """A placeholder of an exporter that fills forms."""

    name: str = stored(
        "英文名。Its name, such as `person.name`; one that begins with `row.` stands in a row that is repeated."
    )
    name_zh: str = stored("中文名。Its Chinese name, which can stand in its place.")


@strawberry.type(description="导出格式。A document that can be written; `exportStart` takes its name.")
class Exporter:
    """An exporter of the registry."""

    name: str = stored("名称。Its name, unique on the instance.")
    title: str = stored("标题。Its title in the caller's language.")
    subject: ExportSubject = stored("对象。What it is about.")
    needs: list[str] = stored("须给出。What `exportStart` must name for it: `rule`, `window`, `person`, ...")
    takes: list[str] = stored("可给出。What it may name besides.")
    media_type: str = stored("媒体类型。Of the file.")
    extension: str = stored("扩展名。Of the file, without a dot.")
    placeholders: list[Placeholder] = stored(
        "占位符。What a county's own form can hold; empty for an exporter that fills none."
    )
    options: strawberry.scalars.JSON = stored("选项。JSON schema of its own options.")


@strawberry.type(description="导出任务。An export, of which a document is made.")
class ExportJob(Node, Job):
    """Noun ExportJob."""

    @computed("导出格式。The exporter's name.", "input")
    def exporter(self: Row) -> str:
        """As it was started."""
        return str(self["input"]["exporter"])

    @computed("规则。The rule's id; null where the document is not about one.", "input")
    def rule(self: Row) -> str | None:
        """As it was started."""
        return _named(self, "rule")

    @computed("时段。The window's key; null where the document is not about one.", "input")
    def window(self: Row) -> str | None:
        """As it was started."""
        return _named(self, "window")

    @computed("单位。The unit's global id; null for a whole county.", "input")
    def unit_id(self: Row) -> strawberry.ID | None:
        """As it was started."""
        return _global(self, "unit", "OrgUnit")

    @computed("人员。The person's global id; null where the document is not about one.", "input")
    def person_id(self: Row) -> strawberry.ID | None:
        """As it was started."""
        return _global(self, "person", "Person")

    @computed("活动。The activity's global id; null where the document is not about one.", "input")
    def activity_id(self: Row) -> strawberry.ID | None:
        """As it was started."""
        return _global(self, "activity", "Activity")

    @computed("公示。The global id of the published notice; null where none was named.", "input")
    def notice_id(self: Row) -> strawberry.ID | None:
        """As it was started."""
        return _global(self, "notice", "PublicNotice")

    @computed("模板。The global id of the form that it fills; null where it fills none.", "input")
    def template_id(self: Row) -> strawberry.ID | None:
        """As it was started."""
        return _global(self, "template", "ExportTemplate")

    @computed("选项。The exporter's options.", "input")
    def options(self: Row) -> strawberry.scalars.JSON:
        """As it was started."""
        return strawberry.scalars.JSON(self["input"]["options"])

    @computed("行数。Rows in the document; null until it has succeeded.", "result")
    def rows(self: Row) -> int | None:
        """Of the result."""
        return (self["result"] or {}).get("rows")

    @computed(
        "校验码。The check code printed on the document, which another export of the same data has too; null where it has none.",
        "result",
    )
    def check_code(self: Row) -> str | None:
        """Of the result."""
        return (self["result"] or {}).get("check")

    @computed("文件名。The document's name; null until it has succeeded.", "result")
    def file_name(self: Row) -> str | None:
        """Of the result."""
        return (self["result"] or {}).get("name")

    @computed("文件地址。Where to GET the document, for a while; null until it has succeeded.", "result")
    def file_url(self: Row, info: Info[RequestContext, None]) -> str | None:
        """Signed."""
        return download(info, (self["result"] or {}).get("file_id"))


def _named(job: Row, name: str) -> str | None:
    value: str | None = job["input"].get(name)
    return value


def _global(job: Row, name: str, kind: str) -> strawberry.ID | None:
    value = job["input"].get(name)
    return strawberry.ID(encode(kind, value)) if value else None
