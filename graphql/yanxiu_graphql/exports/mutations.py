"""Mutation `exportStart`."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast
from uuid import UUID

import strawberry

from yanxiu_core.errors import Invalid
from yanxiu_core.exports import service
from yanxiu_core.exports.requests import Asked
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.exports.types import ExportJob
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local


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
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such unit, person, activity or template."
    )
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。Something is missing, not wanted, or of the wrong form."
    )


@strawberry.type(description="导出被拒。Why it was refused.")
class ExportUserError(UserError):
    """With the noun's codes."""

    code: ExportErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(
    description="导出的输入。Which document, and what it is about; see `exporters` for what each one needs."
)
class ExportStartInput:
    """Input."""

    exporter: str = strawberry.field(description="导出格式。The exporter's name.")
    rule: str | None = strawberry.field(default=None, description="规则。The rule's id.")
    window: str | None = strawberry.field(default=None, description="时段。The window's key.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。A unit's global id, for it and all below; the whole county without."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=None, description="人员。A person's global id."
    )
    activity_id: strawberry.ID | None = strawberry.field(
        default=None, description="活动。An activity's global id."
    )
    notice_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="公示。The global id of a published notice, to print that one; the unit's latest without.",
    )
    template_id: strawberry.ID | None = strawberry.field(
        default=None, description="模板。The global id of the county's own form, for exporters that fill one."
    )
    options: strawberry.scalars.JSON | None = strawberry.field(
        default=None, description="选项。An object of the exporter's own options."
    )


@strawberry.type(description="导出的结果。The job, or why it was refused.")
class ExportStartPayload:
    """Payload."""

    job: ExportJob | None = related("导出任务。Poll it with `exportJob`.")
    user_errors: list[ExportUserError] = stored("业务拒绝。Empty when it was started.")


def _id(given: str | None, kind: str, field: str) -> UUID | None:
    return local(given, kind, field) if given else None


def _start(request: RequestContext, given: ExportStartInput) -> Payload:
    options = {} if given.options is None else cast("Any", given.options)
    if not isinstance(options, Mapping):
        raise Invalid("options 应为键值", "options must be an object", field="options")
    asked = Asked(
        rule=given.rule,
        window=given.window,
        unit=_id(given.unit_id, "OrgUnit", "unitId"),
        person=_id(given.person_id, "Person", "personId"),
        activity=_id(given.activity_id, "Activity", "activityId"),
        notice=_id(given.notice_id, "PublicNotice", "noticeId"),
        template=_id(given.template_id, "ExportTemplate", "templateId"),
        options=options,
    )
    job = service.start(request.work, given.exporter, asked)
    return {"job": Changed("ExportJob", job.id)}


NAMES = {
    "unit": "unitId",
    "person": "personId",
    "activity": "activityId",
    "notice": "noticeId",
    "template": "templateId",
}


@strawberry.type
class ExportMutation:
    """`exportStart`."""

    export_start: ExportStartPayload | None = mutation(
        "开始导出。Start writing a document. Needs `exports.run` on what it is about.",
        Command(_start, ExportErrorCode, NAMES),
        ExportStartInput,
    )
