"""What the HTTP layer needs from the composition root: who calls, and one transaction per request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from graphql import DocumentNode, ExecutionResult, OperationDefinitionNode


class Caller(Protocol):
    """Whoever holds the credential; decides the tenant of everything in the request."""

    @property
    def tenant_id(self) -> UUID:
        """The tenant (county or school) that the credential belongs to."""

    @property
    def client_key(self) -> str:
        """Names the client within the tenant for the cost bucket: a token's or a session's id, never its secret."""

    @property
    def language(self) -> str:
        """Language of messages: `zh-CN` or `en`."""


CallerT = TypeVar("CallerT", bound=Caller)


@dataclass(frozen=True, slots=True)
class Operation:
    """A validated document with the operation to run; `variables` are as sent, and coercible."""

    document: DocumentNode
    definition: OperationDefinitionNode
    variables: Mapping[str, Any]

    @property
    def name(self) -> str | None:
        """The operation's own name, if it has one."""
        return self.definition.name.value if self.definition.name else None


class Gateway(Protocol[CallerT]):
    """Authenticates and executes, both in a worker thread, possibly in many at once."""

    def authenticate(self, authorization: str, language: str) -> CallerT:
        """The caller behind an `Authorization` header; `language` is what the request asks for.

        Raises Unauthenticated (answered 401), or Forbidden (403) for a credential that may not use the API.
        """

    def execute(self, caller: CallerT, operation: Operation) -> ExecutionResult:
        """Open the transaction, run the operation (`execution.run`), commit or roll back.

        A DomainError raised from here means that nothing ran and is answered with its HTTP status; errors of
        resolvers belong in the result.
        """
