"""Root field of notices."""

import strawberry

from yanxiu_core.notices.reads import matching
from yanxiu_graphql.fields import root
from yanxiu_graphql.notices.types import PublicNotice, PublicNoticeFilter
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class NoticeQuery:
    """`publicNotices`."""

    public_notices: Connection[PublicNotice] | None = root(
        connection("PublicNotice", matching),
        "公示。All notices of the county, the latest first. Needs `notices.read`.",
        *paging(None, PublicNoticeFilter),
    )
