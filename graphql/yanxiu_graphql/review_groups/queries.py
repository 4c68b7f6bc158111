"""Root field of review groups."""

import strawberry

from yanxiu_core.review_groups.reads import matching
from yanxiu_graphql.fields import root
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging
from yanxiu_graphql.review_groups.types import ReviewGroup, ReviewGroupFilter


@strawberry.type
class ReviewGroupQuery:
    """`reviewGroups`."""

    review_groups: Connection[ReviewGroup] | None = root(
        connection("ReviewGroup", matching),
        "审核小组。All rosters of the county, past ones among them. Needs `units.read`.",
        *paging(None, ReviewGroupFilter),
    )
