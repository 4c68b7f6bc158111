"""Objections."""

from datetime import datetime
from enum import Enum

import strawberry

from yanxiu_graphql.claims.types import Claim
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.relay.types import Node


@strawberry.enum(description="异议的状态。What has become of an objection.")
class ObjectionState(Enum):
    """As derived from the decision that names it."""

    OPEN = strawberry.enum_value("open", description="待复核。Waits to be settled.")
    UPHELD = strawberry.enum_value("upheld", description="成立。Upheld: the claim was returned.")
    DISMISSED = strawberry.enum_value("dismissed", description="不成立。Dismissed.")


@strawberry.input(description="筛选异议。Which objections.")
class ObjectionFilter:
    """Filters that the reads declare."""

    state: ObjectionState | None = strawberry.field(
        default=strawberry.UNSET, description="状态。In this state."
    )


@strawberry.type(description="异议。What a member of the staff holds against a row of a notice.")
class Objection(Node):
    """Noun Objection."""

    text: str = stored("内容。What is objected.")
    recorded_at: datetime = stored("时间。When it was registered.")
    state: ObjectionState = stored("状态。What has become of it.")
    reason: str | None = stored("复核理由。Why it was settled so; null while it is open.")
    person: Person | None = related("提出人。Who objected; null where not visible.")
    claim: Claim | None = related("登记表。The claim it is about; null where not visible.")
