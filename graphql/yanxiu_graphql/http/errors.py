"""Refusals of the HTTP layer, and the HTTP status of every refusal."""

from typing import ClassVar

from yanxiu_core.errors import DomainError

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


def too_large(maximum: int) -> TooLarge:
    """The body passes `maximum` bytes."""
    return TooLarge(
        f"请求内容超过上限 {maximum} 字节。请分批提交，大量数据请用 uploadCreate 上传文件。",
        f"The body is larger than {maximum} bytes. Send it in parts; for bulk data upload a file (uploadCreate).",
        maximum=maximum,
    )
