"""Public notices."""

from datetime import date
from decimal import Decimal

import strawberry

from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Connection, Node, paging


@strawberry.input(description="筛选公示。Which notices.")
class PublicNoticeFilter:
    """Filters that the reads declare."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。Of this unit."
    )
    running: bool | None = strawberry.field(
        default=strawberry.UNSET, description="公示期内。Only notices that run today, or (false) the others."
    )


@strawberry.type(description="公示的一行。A row as it was shown: nothing else is public.")
class NoticeRow(Node):
    """Noun NoticeRow."""

    position: int = stored("序号。Its place in the list.")
    unit: str | None = stored("学校。The school.")
    name: str | None = stored("姓名。The name.")
    hours: Decimal | None = stored("学时。What counts.")
    conclusion: str | None = stored(
        "结论。In the policy's words; never 合格, which the county has yet to say."
    )


@strawberry.type(
    description="公示。What a unit shows of its claims for some working days; everybody may read it."
)
class PublicNotice(Node):
    """Noun PublicNotice."""

    policy: str = stored("策略。The policy's id.")
    window: str = stored("时段。The window's key.")
    days: int = stored("工作日数。For how many working days.")
    starts_on: date = stored("首日。First day.")
    ends_on: date = stored("末日。Last day; objections are taken until then.")
    running: bool = stored("公示期内。Whether it runs today.")
    unit: OrgUnit | None = related("单位。Whose notice.")
    rows: Connection[NoticeRow] | None = related("名单。The rows in printed order.", *paging())
