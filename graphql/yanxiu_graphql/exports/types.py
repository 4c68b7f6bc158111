"""Exports: jobs and the files they make."""

import strawberry
from strawberry.types.info import Info

from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed
from yanxiu_graphql.jobs.types import Job, download
from yanxiu_graphql.relay.types import Node


@strawberry.type(description="导出任务。An export of a rule's verdicts in a window, as a document.")
class ExportJob(Node, Job):
    """Noun ExportJob."""

    @computed("导出格式。The exporter's name.", "input")
    def exporter(self: Row) -> str:
        """As it was started."""
        return str(self["input"]["exporter"])

    @computed("规则。The rule's id.", "input")
    def rule(self: Row) -> str:
        """As it was started."""
        return str(self["input"]["rule"])

    @computed("时段。The window's key.", "input")
    def window(self: Row) -> str:
        """As it was started."""
        return str(self["input"]["window"])

    @computed("选项。The exporter's options.", "input")
    def options(self: Row) -> strawberry.scalars.JSON:
        """As it was started."""
        return strawberry.scalars.JSON(self["input"]["options"])

    @computed("行数。Rows in the document; null until it has succeeded.", "result")
    def rows(self: Row) -> int | None:
        """Of the result."""
        return (self["result"] or {}).get("rows")

    @computed("文件名。The document's name; null until it has succeeded.", "result")
    def file_name(self: Row) -> str | None:
        """Of the result."""
        return (self["result"] or {}).get("name")

    @computed("文件地址。Where to GET the document, for a while; null until it has succeeded.", "result")
    def file_url(self: Row, info: Info[RequestContext, None]) -> str | None:
        """Signed."""
        return download(info, (self["result"] or {}).get("file_id"))
