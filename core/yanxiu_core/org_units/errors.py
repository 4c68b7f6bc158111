"""What can be refused about units."""

from yanxiu_core.errors import Conflict, Invalid


class SuccessionInvalid(Invalid):
    """A merging, splitting, renaming or closing that cannot be: its units, its day, its people or its document."""

    code = "SUCCESSION_INVALID"


class UnitClosed(Conflict):
    """The unit was merged, split up or closed by that day; the message names its successor."""

    code = "UNIT_CLOSED"
