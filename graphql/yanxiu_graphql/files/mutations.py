"""Mutation `uploadCreate`."""

from datetime import datetime
from enum import Enum

import strawberry

from yanxiu_core.errors import Invalid
from yanxiu_core.files import service
from yanxiu_core.files.sizes import megabytes
from yanxiu_graphql.commands import Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import stored
from yanxiu_graphql.global_ids import encode


@strawberry.enum(description="上传被拒的代码。Why an upload is refused.")
class UploadErrorCode(Enum):
    """Codes of the domain's errors."""

    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。A name or size that cannot be accepted."
    )


@strawberry.type(description="上传被拒。Why it was refused.")
class UploadUserError(UserError):
    """With the noun's codes."""

    code: UploadErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.type(description="上传。A place for a file; it is kept seven days.")
class Upload:
    """A stored file that is awaited."""

    id: strawberry.ID = stored(
        "全局编号。What `importStart` takes as `uploadId`, certificates as `scanId`, and a form's answers as a file."
    )
    file_name: str = stored("文件名。The file's name.")
    media_type: str = stored("媒体类型。As announced.")
    expires_at: datetime | None = stored("保存至。When it is deleted.")


@strawberry.input(description="上传的输入。What is going to be uploaded.")
class UploadCreateInput:
    """Input."""

    file_name: str = strawberry.field(
        description="文件名。With its ending, `.xlsx` or `.csv`; at most 255 characters."
    )
    media_type: str = strawberry.field(description="媒体类型。Such as `text/csv`.")
    size: int | None = strawberry.field(
        default=None, description="大小。In bytes; refused at once where it is too large."
    )


@strawberry.type(description="上传的结果。Where to PUT the file, or why it was refused.")
class UploadCreatePayload:
    """Payload."""

    upload: Upload | None = stored("上传。The place that was made.")
    upload_url: str | None = stored("上传地址。PUT the bytes here, without further credentials; it expires.")
    user_errors: list[UploadUserError] = stored("业务拒绝。Empty when it was done.")


def _create(request: RequestContext, given: UploadCreateInput) -> Payload:
    if given.size is not None and not 0 <= given.size <= request.upload_bytes:
        limit, size = megabytes(request.upload_bytes), megabytes(given.size, more=True)
        raise Invalid(
            f"文件最大 {limit} MB, 现为 {size} MB; 请缩小、压缩或拆成几个文件",
            f"A file has at most {limit} MB, not {size}; make it smaller or split it",
            field="size",
        )
    file = service.announce(request.work, name=given.file_name, media_type=given.media_type)
    request.work.session.refresh(file, ["expires_at"])
    return {
        "upload": {
            "id": encode("Upload", file.id),
            "file_name": file.name,
            "media_type": file.media_type,
            "expires_at": file.expires_at,
        },
        "upload_url": request.sign(f"/uploads/{file.id}"),
    }


@strawberry.type
class UploadMutation:
    """`uploadCreate`."""

    upload_create: UploadCreatePayload | None = mutation(
        "上传文件。Announce a file and get the address to PUT it to. Needs `imports.run`, `evidence.write` or `trainings.write`.",
        Command(_create, UploadErrorCode, {"name": "fileName"}),
        UploadCreateInput,
    )
