"""The ledger: lines and reversals, for ever."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.global_ids import encode
from yanxiu_graphql.ledger.assurance import Assurance
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Node

if TYPE_CHECKING:
    from yanxiu_graphql.people.types import Person


@strawberry.type(
    description="台账行。What one participation is worth under a policy, gross; a reversal is a line of its own. From posting."
)
class LedgerLine(Node):
    """Noun LedgerLine."""

    policy: str = stored("策略。The policy that converted it; empty for a fact shared by all policies.")
    measure: str = stored("计量。What is measured: `hours` (学时) or a fact's name.")
    amount: Decimal = stored(
        "数量。The gross amount in the measure's unit, before any cap; negative in a reversal."
    )
    on_date: date = stored("日期。The day it counts for, in the tenant's zone.")
    starts_at: datetime = stored("开始时间。When the segment began.")
    recorded_at: datetime = stored("记录时间。When the line became known; for `knownAt`.")
    activity_number: str = stored("活动编号。The activity's number.")
    kind: str = stored("活动类型。The activity's kind at posting.")
    category: str = stored("学时类别。The policy's category.")
    role: str = stored("角色。The person's role.")
    conversion: str = stored("折算版本。The version of the conversion, named by its first day.")
    assurance: Assurance = stored("认定程度。How far the line is assured.")
    unassigned: bool = stored(
        "待归属。Whether its day lies in no window of the policy, and no decision puts it into one."
    )
    reversed: bool = stored("已冲销。Whether a later line takes this one back, as far as is known.")
    activity: Activity | None = related("活动。The activity it comes from.")
    person: Annotated["Person", strawberry.lazy("yanxiu_graphql.people.types")] | None = related(
        "人员。Whose line; null for a unit's own."
    )
    unit: OrgUnit | None = related("当时单位。The person's home unit on that day.")

    @computed("冲销的行。The line that this one takes back; null for an ordinary line.", "reverses_id")
    def reverses_id(self: Row) -> strawberry.ID | None:
        """A global id of the stored one."""
        line = self["reverses_id"]
        return strawberry.ID(encode("LedgerLine", line)) if line else None
