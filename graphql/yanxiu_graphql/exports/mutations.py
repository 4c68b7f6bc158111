"""Mutation `exportStart`."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

import strawberry

from yanxiu_core.errors import Invalid
from yanxiu_core.exports import service
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.exports.types import ExportJob
from yanxiu_graphql.fields import related, stored


@strawberry.enum(description="导出被拒的代码。Why an export is refused.")
class ExportErrorCode(Enum):
    """Codes of the domain's errors."""

    EXPORTER_UNKNOWN = strawberry.enum_value(
        "EXPORTER_UNKNOWN", description="没有此格式。No plugin brings this exporter."
    )
    POLICY_UNKNOWN = strawberry.enum_value(
        "POLICY_UNKNOWN", description="没有此规则。No plugin brings this rule."
    )
    POLICY_NOT_ADOPTED = strawberry.enum_value(
        "POLICY_NOT_ADOPTED", description="未采用。The county has not adopted the rule's policy."
    )
    WINDOW_UNKNOWN = strawberry.enum_value(
        "WINDOW_UNKNOWN", description="没有此时段。The window's key is wrong, or it was not published."
    )
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")


@strawberry.type(description="导出被拒。Why it was refused.")
class ExportUserError(UserError):
    """With the noun's codes."""

    code: ExportErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="导出的输入。Which document, of which rule and window.")
class ExportStartInput:
    """Input."""

    exporter: str = strawberry.field(description="导出格式。The exporter's name.")
    rule: str = strawberry.field(description="规则。The rule's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    options: strawberry.scalars.JSON | None = strawberry.field(
        default=None, description="选项。An object of the exporter's own options."
    )


@strawberry.type(description="导出的结果。The job, or why it was refused.")
class ExportStartPayload:
    """Payload."""

    job: ExportJob | None = related("导出任务。Poll it with `exportJob`.")
    user_errors: list[ExportUserError] = stored("业务拒绝。Empty when it was started.")


def _start(request: RequestContext, given: ExportStartInput) -> Payload:
    options = {} if given.options is None else cast("Any", given.options)
    if not isinstance(options, Mapping):
        raise Invalid("options 应为键值", "options must be an object", field="options")
    job = service.start(request.work, given.exporter, given.rule, given.window, options)
    return {"job": Changed("ExportJob", job.id)}


@strawberry.type
class ExportMutation:
    """`exportStart`."""

    export_start: ExportStartPayload | None = mutation(
        "开始导出。Start writing a document. Needs `exports.run`.",
        Command(_start, ExportErrorCode),
        ExportStartInput,
    )
