"""Root field of objections."""

import strawberry

from yanxiu_core.objections.reads import matching
from yanxiu_graphql.fields import root
from yanxiu_graphql.objections.types import Objection, ObjectionFilter
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class ObjectionQuery:
    """`objections`."""

    objections: Connection[Objection] | None = root(
        connection("Objection", matching),
        "异议。Objections to claims within the caller's reach, and one's own. Needs `claims.read`.",
        *paging(None, ObjectionFilter),
    )
