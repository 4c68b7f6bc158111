"""Mutation `importStart`."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_core.errors import Invalid
from yanxiu_core.imports import job as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.imports.types import ImportForm, ImportJob


@strawberry.enum(description="导入被拒的代码。Why an import is refused.")
class ImportErrorCode(Enum):
    """Codes of the domain's errors."""

    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such upload, or it is no longer kept."
    )
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The upload has not arrived.")
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。A value of the wrong form, such as a malformed id."
    )


@strawberry.type(description="导入被拒。Why it was refused.")
class ImportUserError(UserError):
    """With the noun's codes."""

    code: ImportErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="导入的输入。Which upload, and how.")
class ImportStartInput:
    """As core's ImportOptions."""

    form: ImportForm | None = strawberry.field(
        default=None, description="导入的表。Which table the file is; give this or `importer`."
    )
    importer: str | None = strawberry.field(
        default=None, description="插件的导入表。The name of a plugin's table, such as `sample.works`."
    )
    upload_id: strawberry.ID = strawberry.field(description="上传。The id from `uploadCreate`.")
    dry_run: bool = strawberry.field(default=False, description="试运行。Only tell what would happen.")
    keep_valid: bool = strawberry.field(
        default=False,
        description="保留有效行。Write the good rows though others are refused; else nothing is written then.",
    )
    confirm: bool = strawberry.field(
        default=True, description="确认活动。Attendance confirms its activities."
    )
    valid_from: date | None = strawberry.field(
        default=None,
        description="变动自。A changed fact on a roster holds from this day; without it, it corrects the old one.",
    )


@strawberry.type(description="导入的结果。The job, or why it was refused.")
class ImportStartPayload:
    """Payload."""

    job: ImportJob | None = related("导入任务。Poll it with `importJob`.")
    user_errors: list[ImportUserError] = stored("业务拒绝。Empty when it was started.")


def _start(request: RequestContext, given: ImportStartInput) -> Payload:
    options = ImportOptions(
        dry_run=given.dry_run, keep_valid=given.keep_valid, confirm=given.confirm, valid_from=given.valid_from
    )
    if (given.form is None) == (given.importer is None):
        raise Invalid(
            "请写明导入的表: form 或 importer, 二者取一",
            "Name the table: form or importer, one of them",
            field="form",
        )
    kind = str(given.form.value) if given.form is not None else str(given.importer)
    file_id = local(given.upload_id, "Upload", "uploadId")
    return {"job": Changed("ImportJob", imports.start(request.work, kind, file_id, options).id)}


@strawberry.type
class ImportMutation:
    """`importStart`."""

    import_start: ImportStartPayload | None = mutation(
        "开始导入。Start importing an uploaded file. Needs `imports.run` and what the table writes, for the whole county; "
        "where a plugin's table names each row's unit, for these units.",
        Command(_start, ImportErrorCode, {"fileId": "uploadId", "kind": "importer"}),
        ImportStartInput,
    )
