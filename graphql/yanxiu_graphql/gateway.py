"""Who calls, and one transaction for each request; the HTTP layer's Gateway over tokens and the schema."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog
from graphql import ExecutionResult, GraphQLSchema
from sqlalchemy.orm import Session

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.port import Access
from yanxiu_core.database.transactions import Database
from yanxiu_core.errors import Unauthenticated
from yanxiu_core.work import Work
from yanxiu_graphql.context import Progress, RequestContext
from yanxiu_graphql.http.execution import run
from yanxiu_graphql.http.gateway import Operation
from yanxiu_graphql.http.signing import signed_path
from yanxiu_tenants.tokens import service as tokens

SCHEME = "bearer"
PATIENCE = 10
"""Seconds that a request waits for a county that is being imported into or re-judged."""


class OpenWork(Protocol):
    """Begins work in a transaction that is bound to the tenant; the composition root supplies it."""

    def __call__(
        self,
        session: Session,
        tenant_id: UUID,
        actor: Actor,
        request_id: str,
        *,
        access: Access | None = None,
        language: str = "zh-CN",
    ) -> Work:
        """The actor carries its role and reach; `access` is given where the actor is no credential's holder."""
        ...


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """The holder of an access token."""

    tenant_id: UUID
    actor: Actor
    language: str

    @property
    def client_key(self) -> str:
        """The token's id."""
        return str(self.actor.id)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes signed addresses under the service's public one, good for `seconds`."""

    public_url: str
    key: bytes
    seconds: int = 3600

    def signer(self, tenant_id: UUID) -> Callable[[str], str]:
        """Signs paths for one tenant."""
        base = self.public_url.rstrip("/")
        return lambda path: base + signed_path(path, tenant_id, int(time.time()) + self.seconds, self.key)


@dataclass(frozen=True, slots=True)
class TokenGateway:
    """Authenticates by access token, in a short transaction of its own; executes in one other.

    No connection is held while the request is weighed and paid for. Who was let in stays in: a token that is revoked in
    between ends with the next request.
    """

    database: Database
    open_work: OpenWork
    schema: GraphQLSchema
    addresses: Addresses
    progress: Progress
    upload_bytes: int

    def authenticate(self, authorization: str, language: str) -> TokenCaller:
        """The token's holder. Raises Unauthenticated for another scheme, and for an unknown, expired or revoked token."""
        scheme, _, credential = authorization.strip().partition(" ")
        if scheme.lower() != SCHEME:
            raise Unauthenticated(
                "请在请求头中提供 Authorization: Bearer <令牌>",
                "Send the header Authorization: Bearer <token>",
            )
        tenant_id, token_id, secret = tokens.parse(credential.strip())
        with self.database.transaction(tenant_id) as session:
            actor = tokens.verify(session, tenant_id, token_id, secret)
        return TokenCaller(tenant_id, actor, language)

    def execute(self, caller: TokenCaller, operation: Operation) -> ExecutionResult:
        """Run the operation in one transaction; a mutation field that fails has rolled itself back already."""
        with self.database.transaction(caller.tenant_id, patience=PATIENCE) as session:
            work = self.open_work(
                session,
                caller.tenant_id,
                caller.actor,
                request_id(),
                language=caller.language,
            )
            context = RequestContext(
                work=work,
                sign=self.addresses.signer(caller.tenant_id),
                progress=self.progress,
                upload_bytes=self.upload_bytes,
            )
            return run(self.schema, operation, context=context)


def request_id() -> str:
    """The request's id, which the HTTP layer puts into every log entry."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
