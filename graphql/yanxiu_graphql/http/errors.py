"""Refusals of the HTTP layer, and the HTTP status of every refusal."""

from typing import ClassVar

from yanxiu_core.errors import DomainError
from yanxiu_core.files.sizes import megabytes

_STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "THROTTLED": 429,
}


class RequestRefused(DomainError):
    """The request is not what this address accepts; nothing ran."""

    code = "BAD_REQUEST"
    status: ClassVar[int] = 400


class MethodNotAllowed(RequestRefused):
    """Another HTTP method is needed; `details["allow"]` lists those that are."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class NotAcceptable(RequestRefused):
    """`Accept` names no media type that can be sent."""

    code = "NOT_ACCEPTABLE"
    status = 406


class TooLarge(RequestRefused):
    """The body is larger than the limit; `details["maximum"]` is in bytes."""

    code = "CONTENT_TOO_LARGE"
    status = 413


class UnsupportedContent(RequestRefused):
    """The body's media type, charset or encoding is not accepted."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class SignatureRefused(RequestRefused):
    """A signed address that was altered, is incomplete, or has expired."""

    code = "SIGNATURE_INVALID"
    status = 403


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal when nothing ran."""
    return error.status if isinstance(error, RequestRefused) else _STATUS.get(error.code, 400)


def headers_of(error: DomainError) -> dict[str, str]:
    """The headers that belong to a refusal: how to authenticate, when to retry, which methods exist."""
    if error.code == "UNAUTHENTICATED":
        return {"WWW-Authenticate": 'Bearer realm="yanxiu"'}
    if error.code == "THROTTLED":
        return {"Retry-After": str(error.details.get("retryAfter", 1))}
    if isinstance(error, MethodNotAllowed):
        return {"Allow": str(error.details["allow"])}
    return {}


def query_too_large(maximum: int) -> TooLarge:
    """The body of a GraphQL request passes `maximum` bytes."""
    limit = megabytes(maximum)
    return TooLarge(
        f"请求超过上限 {limit} MB，没有执行。这里只收查询和修改，请分几次提交；文件请先用 uploadCreate 取得上传地址，再 PUT 到那里。",
        f"The request is larger than {limit} MB and was not run. This address takes queries and mutations: send them in "
        "parts. A file is PUT to the address that uploadCreate gives.",
        maximum=maximum,
    )


def upload_too_large(maximum: int) -> TooLarge:
    """The bytes of an upload pass `maximum`."""
    limit = megabytes(maximum)
    return TooLarge(
        f"文件超过上限 {limit} MB，没有保存。请缩小或压缩（照片可以降低分辨率），或拆成几个文件，再上传到同一地址。",
        f"The file is larger than {limit} MB and was not kept. Make it smaller (a photo by its resolution) or split it, and "
        "PUT it to the same address.",
        maximum=maximum,
    )
