"""Root fields of activities."""

import strawberry

from yanxiu_core.activities.reads import matching
from yanxiu_graphql.activities.types import Activity, ActivityFilter, ActivityOrder
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class ActivityQuery:
    """`activities` and `activity`."""

    activities: Connection[Activity] | None = root(
        connection("Activity", matching),
        "活动。The county's activities. Needs `activities.read`.",
        *paging(ActivityOrder, ActivityFilter),
    )
    activity: Activity | None = root(
        by_id("Activity"),
        "一项活动。An activity by global id; null where there is none. Needs `activities.read`.",
        argument("id", strawberry.ID, "全局编号。The activity's global id."),
    )
