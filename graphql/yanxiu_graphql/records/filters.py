"""What records are filtered by."""

from datetime import date

import strawberry

from yanxiu_graphql.ledger.assurance import Assurance


@strawberry.input(description="筛选台账。Which records.")
class RecordFilter:
    """Filters that the reads declare."""

    kinds: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="类型。Of one of these kinds."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="人员。Of this person."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。Of this unit, or of somebody's at this unit."
    )
    assurance: Assurance | None = strawberry.field(
        default=strawberry.UNSET,
        description="认定程度。So far assured and not withdrawn: REGISTERED awaits confirmation.",
    )
    from_date: date | None = strawberry.field(default=strawberry.UNSET, description="起。This day or later.")
    to_date: date | None = strawberry.field(default=strawberry.UNSET, description="止。This day or earlier.")
