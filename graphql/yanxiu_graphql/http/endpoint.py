"""`/graphql`: the asynchronous part, which checks headers, reads the body and hands over to a thread."""

from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from yanxiu_core.errors import DomainError
from yanxiu_graphql.http.body import read_body
from yanxiu_graphql.http.errors import MethodNotAllowed
from yanxiu_graphql.http.negotiation import LEGACY, language, media_type, require_json
from yanxiu_graphql.http.pipeline import Answer, Incoming, Pipeline, missing_credential, refused


class GraphQLEndpoint:
    """An ASGI application for one route; it answers every method itself, so that a 405 is a GraphQL error too."""

    def __init__(self, pipeline: Pipeline[Any], limiter: CapacityLimiter, *, body_bytes: int) -> None:
        """`limiter` is as large as the database pool: a thread that has to wait for a connection is no use."""
        self._pipeline = pipeline
        self._limiter = limiter
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        chosen = language(request.headers.get("accept-language"))
        kind = LEGACY
        try:
            _require_method(request.method)
            kind = media_type(request.headers.get("accept"))
            answer = await self._answer(request, chosen, kind)
        except DomainError as error:
            answer = refused(error, chosen)
        await _respond(answer, kind)(scope, receive, send)

    async def _answer(self, request: Request, chosen: str, kind: str) -> Answer:
        authorization = request.headers.get("authorization")
        payload: bytes = request.scope["query_string"]
        if request.method == "POST":
            require_json(request.headers.get("content-type"), request.headers.get("content-encoding"))
        if authorization is None:
            raise missing_credential()
        if request.method == "POST":
            payload = await read_body(request, self._body_bytes)
        incoming = Incoming(request.method, authorization, chosen, kind, payload)
        return await anyio.to_thread.run_sync(self._pipeline.answer, incoming, limiter=self._limiter)


def _require_method(method: str) -> None:
    if method not in {"GET", "POST"}:
        raise MethodNotAllowed(
            f"不支持 {method}，请用 POST (查询也可用 GET)。",
            f"{method} is not supported; use POST, or GET for queries.",
            allow="GET, POST",
        )


def _respond(answer: Answer, kind: str) -> Response:
    return Response(
        answer.body,
        answer.status,
        headers={**answer.headers, "Content-Type": f"{kind}; charset=utf-8"},
    )
