"""The outermost layer: a request id on everything, headers that make answers safe, and no bare exception."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yanxiu_core.errors import DomainError
from yanxiu_graphql.http.masking import internal_error
from yanxiu_graphql.http.negotiation import LEGACY, language
from yanxiu_graphql.http.pipeline import Answer, encode, refused

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Envelope:
    """ASGI middleware around all routes."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its id in every log entry that it causes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        number = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        started = False

        async def send_sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update({**_SAFE, "X-Request-Id": number})
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=number):
            try:
                await self._app(scope, receive, send_sealed)
            except ClientDisconnect:
                return  # nobody is left to answer
            except Exception as error:
                masked = encode({"errors": [internal_error(error)]})
                if started:
                    raise  # the server must cut a half-sent body off
                await _json(Answer(500, masked))(scope, receive, send_sealed)


def on_domain_error(request: Request, error: Exception) -> Response:
    """A refusal raised by a route; for starlette's `exception_handlers`."""
    if not isinstance(error, DomainError):  # starlette's signature is wider than its promise
        raise TypeError(f"not a DomainError: {error!r}")
    return _json(refused(error, language(request.headers.get("accept-language"))))


def on_http_exception(_request: Request, error: Exception) -> Response:
    """Refusals of starlette itself (no such route, wrong method) in the shape of all others."""
    if not isinstance(error, HTTPException):  # starlette's signature is wider than its promise
        raise TypeError(f"not an HTTPException: {error!r}")
    code = str(error.detail).upper().replace(" ", "_")
    message = {"message": error.detail, "extensions": {"code": code}}
    return _json(Answer(error.status_code, encode({"errors": [message]}), error.headers or {}))


def _json(answer: Answer) -> Response:
    headers: Mapping[str, Any] = {**answer.headers, "Content-Type": f"{LEGACY}; charset=utf-8"}
    return Response(answer.body, answer.status, headers=headers)
