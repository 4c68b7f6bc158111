"""What can be refused about activities."""

from yanxiu_core.errors import Conflict, Invalid


class ActivityStateRefused(Conflict):
    """The activity is confirmed, cancelled or planned already, and this does not fit."""

    code = "ACTIVITY_STATE"


class ActivityNumberTaken(Conflict):
    """The county has an activity under this number."""

    code = "ACTIVITY_NUMBER_TAKEN"


class ActivityInvalid(Invalid):
    """A value of an activity that cannot be accepted."""

    code = "ACTIVITY_INVALID"
