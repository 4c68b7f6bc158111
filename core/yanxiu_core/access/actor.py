"""The actor on whose behalf a command or a read runs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a credential's holder, the platform's operator, or a job on behalf of either.

    `kind` is `token`, `operator` or `system`; `person_id` is set where the credential belongs to one person.
    """

    kind: str
    id: UUID | None
    name: str
    role: str
    person_id: UUID | None = None


OPERATOR = Actor(kind="operator", id=None, name="平台操作员", role="operator")
"""The command line, run by whoever holds the machine and its database."""
