"""What a plugin's `api.py` may use of the schema: kinds of fields, and the types that it refers to or extends.

Everything here is kept compatible: arguments are added, never renamed. A plugin's own types hold `stored` values,
`view`s and, on nouns that it declares in its reads, `related` rows; whatever is computed is computed by the function
that loads it, so that no code of a plugin runs outside a call that is bounded and named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from strawberry.types.info import Info

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.commands import Changed, Payload, UserError
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.contributions.fields import asked, changed, found, listed, loaded
from yanxiu_graphql.evidence.types import Evidence
from yanxiu_graphql.fields import Row, argument, computed, related, stored, view
from yanxiu_graphql.forms.inputs import FormAnswersInput, answers
from yanxiu_graphql.forms.types import FormAnswers
from yanxiu_graphql.global_ids import encode, local
from yanxiu_graphql.ledger.types import LedgerLine
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.relay.types import Connection, Node, paging
from yanxiu_graphql.verdicts.types import Verdict

__all__ = [
    "Activity",
    "Api",
    "Changed",
    "Connection",
    "Evidence",
    "FormAnswers",
    "FormAnswersInput",
    "LedgerLine",
    "Node",
    "OrgUnit",
    "Payload",
    "Person",
    "UserError",
    "Verdict",
    "answers",
    "argument",
    "asked",
    "changed",
    "download",
    "encode",
    "found",
    "listed",
    "loaded",
    "local",
    "paging",
    "related",
    "stored",
    "view",
]


def download(file_id: str, description: str) -> Any:
    """A field of a plugin's own type with the signed address of a stored file, whose id is the declared field `file_id`.

    Whoever sees the row may fetch the file, for as long as the address holds.
    """

    @computed(description, file_id)
    def address(self: Row, info: Info[RequestContext, None]) -> str | None:
        return info.context.sign(f"/files/{self[file_id]}") if self[file_id] else None

    return address


@dataclass(frozen=True, slots=True)
class Api:
    """What a plugin adds: fields of Query and Mutation, and fields on core types, each as a strawberry type.

    `query` has `asked`, `listed` and `found` fields, `mutation` `changed` ones; `extends` maps a core type to a type
    with `loaded` fields and `related` ones that the plugin's reads declare. All of them may be null.
    """

    query: type | None = None
    mutation: type | None = None
    extends: Mapping[type, type] = field(default_factory=dict)
