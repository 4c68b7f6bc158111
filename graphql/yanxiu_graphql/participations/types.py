"""Participations: lines of attendance lists."""

from datetime import datetime
from decimal import Decimal

import strawberry

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.relay.types import Node


@strawberry.type(
    description="签到。Who took part in which segment, in which role, with which status; from the attendance list."
)
class Participation(Node):
    """Noun Participation."""

    position: int = stored("环节序号。The segment's number within the activity, from 1.")
    role: str = stored("角色。The role, a code of the county.")
    status: str = stored("状态。The attendance status, a code of the county such as 出席 or 请假.")
    attended_minutes: Decimal | None = stored("参加分钟。Minutes attended, where the list says so.")
    recorded_at: datetime = stored("记录时间。When it became known.")
    person: Person | None = related("人员。Who; null where the person is not visible.")
    activity: Activity | None = related("活动。In which activity.")
