"""Mutations `templateKeep` and `templateRetire`."""

from enum import Enum

import strawberry

from yanxiu_core.templates import service
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.templates.types import ExportTemplate


@strawberry.enum(description="模板被拒的代码。Why a template is refused.")
class TemplateErrorCode(Enum):
    """Codes of the domain's errors."""

    EXPORTER_UNKNOWN = strawberry.enum_value(
        "EXPORTER_UNKNOWN", description="没有此格式。No plugin brings this exporter."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such upload or template.")
    INVALID = strawberry.enum_value(
        "INVALID", description="不能使用。The title, or the form: the message names the place in it."
    )
    CONFLICT = strawberry.enum_value(
        "CONFLICT", description="冲突。The upload has not arrived; or try again."
    )


@strawberry.type(description="模板被拒。Why it was refused.")
class TemplateUserError(UserError):
    """With the noun's codes."""

    code: TemplateErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="保存模板的输入。An uploaded form; one of the same title is replaced.")
class TemplateKeepInput:
    """Input."""

    exporter: str = strawberry.field(
        description="导出格式。The exporter that fills it; see `exporters { placeholders }`."
    )
    title: str = strawberry.field(description="名称。What it is known by, at most 100 characters.")
    upload_id: strawberry.ID = strawberry.field(description="上传。The upload's global id.")


@strawberry.input(description="停用模板的输入。Which template.")
class TemplateRetireInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="全局编号。The template's global id.")


@strawberry.type(description="保存模板的结果。The template, or why it was refused.")
class TemplateKeepPayload:
    """Payload."""

    template: ExportTemplate | None = related("导出模板。As it was kept.")
    user_errors: list[TemplateUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="停用模板的结果。The template, or why it was refused.")
class TemplateRetirePayload:
    """Payload."""

    template: ExportTemplate | None = related("导出模板。As it is now.")
    user_errors: list[TemplateUserError] = stored("业务拒绝。Empty when it was done.")


def _keep(request: RequestContext, given: TemplateKeepInput) -> Payload:
    upload = local(given.upload_id, "Upload", "uploadId")
    kept = service.keep(request.work, exporter=given.exporter, title=given.title, file_id=upload)
    return {"template": Changed("ExportTemplate", kept.id)}


def _retire(request: RequestContext, given: TemplateRetireInput) -> Payload:
    retired = service.retire(request.work, local(given.id, "ExportTemplate"))
    return {"template": Changed("ExportTemplate", retired.id)}


@strawberry.type
class TemplateMutation:
    """`templateKeep` and `templateRetire`."""

    template_keep: TemplateKeepPayload | None = mutation(
        "保存模板。Keep an uploaded form for an exporter to fill. Needs `templates.write`.",
        Command(_keep, TemplateErrorCode, {"fileId": "uploadId", "file_id": "uploadId"}),
        TemplateKeepInput,
    )
    template_retire: TemplateRetirePayload | None = mutation(
        "停用模板。List a form no longer; documents made with it stay. Needs `templates.write`.",
        Command(_retire, TemplateErrorCode, {"template": "id"}),
        TemplateRetireInput,
    )
