"""Root field `records`."""

import strawberry

from yanxiu_core.records.reads import matching
from yanxiu_graphql.fields import root
from yanxiu_graphql.reading import connection
from yanxiu_graphql.records.filters import RecordFilter
from yanxiu_graphql.records.types import Record
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class RecordQuery:
    """`records`."""

    records: Connection[Record] | None = root(
        connection("Record", matching),
        "台账。Records of people and units within the caller's reach, and those that took place there. Needs `evidence.read`.",
        *paging(None, RecordFilter),
    )
