"""Records (台账)."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.forms.types import FormAnswers
from yanxiu_graphql.ledger.assurance import Assurance
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Node

if TYPE_CHECKING:
    from yanxiu_graphql.people.types import Person

PersonOf = Annotated["Person", strawberry.lazy("yanxiu_graphql.people.types")]


@strawberry.type(
    description="台账。An entry of a person or of a unit: a plan, a day at a school, a certificate."
)
class Record(Node):
    """Noun Record."""

    number: str = stored("编号。The number that identifies it within the county.")
    kind: str = stored("类型。Its kind, a word of the county or a code that rules name.")
    plugin_kind: str | None = stored("插件的类型。The code of the plugin's kind, where it is of one.")
    title: str = stored("名称。Its title; may be empty.")
    on_date: date = stored("日期。The day of the thing.")
    starts_at: datetime = stored("时刻。When it began; midnight where nobody said.")
    measure: str = stored("计量。What `amount` measures; `count` where there is none.")
    amount: Decimal | None = stored("数量。How much of the measure.")
    item: str = stored("事项。What it is about; empty where it is about the unit where it took place.")
    category: str = stored("类别。A category; may be empty.")
    role: str = stored("角色。A role; may be empty.")
    withdrawn: bool = stored("已撤销。Whether it was withdrawn: it is kept and counts for nothing.")
    assurance: Assurance = stored(
        "认定程度。REGISTERED until the unit where it took place confirms it, then REVIEWED."
    )
    confirmed_by: str = stored("确认人。Who confirmed it; empty until then, and where nobody has to.")
    recorded_at: datetime = stored("记录时间。When it became known as it is.")
    person_name: str | None = stored("姓名。The name of the person whose it is; null for a unit's.")
    person: PersonOf | None = related(
        "人员。Whose it is; null for a unit's, and where the person is not visible."
    )
    unit: OrgUnit | None = related("单位。The unit whose it is; null for a person's.")
    at_unit: OrgUnit | None = related("所在单位。Where it took place, or the unit that it is about.")
    activity: Activity | None = related("活动。In which activity.")
    answers: FormAnswers | None = related("填写的表单。The answers to its form; null where it has none.")
