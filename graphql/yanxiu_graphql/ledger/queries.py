"""Root field of lines that wait for a decision."""

import strawberry

from yanxiu_core.ledger.reads import waiting
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.ledger.types import LedgerLine
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class LedgerQuery:
    """`unassignedLines`."""

    unassigned_lines: Connection[LedgerLine] | None = root(
        connection("LedgerLine", waiting),
        "待归属的学时。Lines on days in no window of the policy; `makeupDecide` puts them into one. Needs `ledger.read`.",
        argument("policy", str, "策略。The policy's id."),
        argument("unit_id", strawberry.ID | None, "单位。The home unit on that day."),
        *paging(),
    )
