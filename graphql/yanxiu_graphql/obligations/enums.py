"""Enums of obligations."""

from enum import Enum

import strawberry


@strawberry.enum(description="免减的情形。What becomes of the requirement.")
class ObligationKind(Enum):
    """As stored."""

    EXEMPT = strawberry.enum_value("exempt", description="免考核。Nothing is required.")
    PRO_RATA = strawberry.enum_value("pro_rata", description="按比例。A share of the requirement.")
    SET = strawberry.enum_value("set", description="另定。Another figure.")
