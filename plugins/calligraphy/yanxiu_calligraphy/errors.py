"""What the plugin refuses."""

from yanxiu_core.errors import Conflict, Invalid


class CalligraphyInvalid(Invalid):
    """A value that cannot be accepted; `field` names it."""

    code = "CALLIGRAPHY_INVALID"


class CalligraphyStateRefused(Conflict):
    """The show is in a state that does not allow this."""

    code = "CALLIGRAPHY_STATE_REFUSED"
