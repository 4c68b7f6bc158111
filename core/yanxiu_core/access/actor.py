"""The actor on whose behalf a command or a read runs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a credential's holder, the platform's operator, or a job on behalf of either.

    `kind` is `token` or `operator`. The credential's reach travels with its holder, into jobs too: `person_id` where it
    belongs to one person, `unit_id` where it is narrowed to a unit and all below it.
    """

    kind: str
    id: UUID | None
    name: str
    role: str
    person_id: UUID | None = None
    unit_id: UUID | None = None


OPERATOR = Actor(kind="operator", id=None, name="平台操作员", role="operator")
"""The command line, run by whoever holds the machine and its database."""
