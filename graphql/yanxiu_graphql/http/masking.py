"""Errors as clients see them: the application's own with their code, everything else masked and logged."""

from typing import Any
from uuid import uuid4

import structlog
from graphql import GraphQLError, ValueNode

from yanxiu_core.errors import DomainError

_log = structlog.get_logger(__name__)


def domain_error(error: DomainError, language: str) -> dict[str, Any]:
    """An expected refusal in the caller's language; its facts stand in `extensions.details`."""
    extensions: dict[str, Any] = {"code": error.code}
    if error.details:
        extensions["details"] = error.details
    return {"message": error.message(language), "extensions": extensions}


def internal_error(error: BaseException) -> dict[str, Any]:
    """Log `error` with its traceback under a new id; the client gets the id alone."""
    number = uuid4().hex
    _log.error("internal_error", id=number, exc_info=error)
    return {
        "message": f"内部错误, 编号 {number} / Internal error, id {number}",
        "extensions": {"code": "INTERNAL_ERROR", "id": number},
    }


def refused_document(error: GraphQLError) -> dict[str, Any]:
    """An error of the document itself, as graphql-core words it."""
    return dict(error.formatted)


def executed(error: GraphQLError, language: str) -> dict[str, Any]:
    """An error of a field, at its place in document and result."""
    public = _meaning(error, language)
    place = error.formatted
    public.update({key: place[key] for key in ("locations", "path") if key in place})
    return public


def _meaning(error: GraphQLError, language: str) -> dict[str, Any]:
    cause = _cause(error)
    if isinstance(cause, DomainError):
        return domain_error(cause, language)
    if isinstance(cause, GraphQLError):
        if "code" in (cause.extensions or {}):  # raised on purpose
            return {"message": cause.message, "extensions": dict(cause.extensions or {})}
        if cause.nodes and isinstance(cause.nodes[0], ValueNode):  # an argument, such as an explicit null
            return {"message": cause.message, "extensions": {"code": "BAD_USER_INPUT"}}
    return internal_error(cause)


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause
