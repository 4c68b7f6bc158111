"""A request's way through the API, all of it synchronous and in one worker thread."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from graphql import ExecutionResult

from yanxiu_core.errors import DomainError, Unauthenticated
from yanxiu_graphql.http.documents import DocumentRefused
from yanxiu_graphql.http.errors import headers_of, status_of
from yanxiu_graphql.http.execution import Preparation
from yanxiu_graphql.http.gateway import Caller, CallerT, Gateway
from yanxiu_graphql.http.masking import domain_error, executed, internal_error, refused_document
from yanxiu_graphql.http.negotiation import MODERN
from yanxiu_graphql.http.parameters import from_body, from_query_string
from yanxiu_graphql.limits.bucket import Bucket, Throttle
from yanxiu_graphql.limits.weight import count_objects


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request whose headers were found good; `payload` is the body of a POST or the query string of a GET."""

    method: str
    authorization: str = field(repr=False)  # a log must not show it
    language: str
    media_type: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a JSON document in UTF-8, and headers beside its media type."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Pipeline(Generic[CallerT]):
    """Authenticate, read, prepare, pay, execute, refund, answer. Never raises."""

    def __init__(self, gateway: Gateway[CallerT], preparation: Preparation, bucket: Bucket) -> None:
        """Keep the parts; one pipeline serves all threads."""
        self._gateway = gateway
        self._preparation = preparation
        self._bucket = bucket

    def answer(self, incoming: Incoming) -> Answer:
        """The answer to one request, whatever happens."""
        caller: CallerT | None = None
        try:
            caller = self._gateway.authenticate(incoming.authorization, incoming.language)
            return self._serve(incoming, caller)
        except DocumentRefused as refusal:
            # GraphQL over HTTP: under application/json a well-formed request is answered 200 even if it is invalid.
            status = 400 if incoming.media_type == MODERN else 200
            return Answer(status, encode({"errors": [refused_document(error) for error in refusal.errors]}))
        except DomainError as refusal:
            return refused(refusal, caller.language if caller else incoming.language)
        except Exception as error:  # noqa: BLE001 - the process's edge: mask, log, stay up
            return Answer(500, encode({"errors": [internal_error(error)]}))

    def _serve(self, incoming: Incoming, caller: CallerT) -> Answer:
        read = from_body if incoming.method == "POST" else from_query_string
        operation, weight = self._preparation.prepare(
            read(incoming.payload), may_mutate=incoming.method == "POST"
        )
        requested = max(1, weight.objects)  # nothing is free
        throttle = self._bucket.take(str(caller.tenant_id), caller.client_key, requested)
        result = self._gateway.execute(caller, operation)
        actual = max(1, count_objects(result.data))
        if actual < requested:
            throttle = self._bucket.refund(str(caller.tenant_id), caller.client_key, requested - actual)
        return Answer(200, encode(_document(result, caller, _cost(requested, actual, throttle))))


def missing_credential() -> Unauthenticated:
    """No `Authorization` header at all."""
    return Unauthenticated(
        "缺少访问凭据，请在请求头中提供 Authorization: Bearer <令牌>。",
        "Credentials are missing; send the header Authorization: Bearer <token>.",
    )


def refused(error: DomainError, language: str) -> Answer:
    """The answer to a request of which nothing ran."""
    document: dict[str, Any] = {"errors": [domain_error(error, language)]}
    if "throttle" in error.details:
        cost = {"requested": error.details["requested"], "actual": 0, "throttle": error.details["throttle"]}
        document["extensions"] = {"cost": cost}
    return Answer(status_of(error), encode(document), headers_of(error))


def encode(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8; facts in an error's details that JSON has no type for go as text."""
    return json.dumps(
        document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str
    ).encode()


def _document(result: ExecutionResult, caller: Caller, cost: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if result.errors:
        document["errors"] = [executed(error, caller.language) for error in result.errors]
    document["data"] = result.data
    document["extensions"] = {**(result.extensions or {}), "cost": cost}
    return document


def _cost(requested: int, actual: int, throttle: Throttle) -> dict[str, Any]:
    return {"requested": requested, "actual": actual, "throttle": throttle.public()}
