"""How far a line, or a record, is assured."""

from enum import Enum

import strawberry


@strawberry.enum(description="认定程度。How far a line is assured.")
class Assurance(Enum):
    """As stored."""

    REGISTERED = strawberry.enum_value("registered", description="已登记。Recorded, not reviewed yet.")
    REVIEWED = strawberry.enum_value("reviewed", description="校审通过。Reviewed by the school.")
    CERTIFIED = strawberry.enum_value("certified", description="县认定。Certified by the county.")
    RETURNED = strawberry.enum_value("returned", description="退回。Returned with a reason.")
