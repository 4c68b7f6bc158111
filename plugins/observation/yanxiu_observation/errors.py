"""What can be refused about observed lessons."""

from yanxiu_core.errors import Conflict, Invalid


class ObservationInvalid(Invalid):
    """A value that cannot be accepted; the field is named."""

    code = "OBSERVATION_INVALID"


class ViewNotChosen(Invalid):
    """A record fills in a 视角 that its observer has not chosen."""

    code = "OBSERVATION_VIEW_NOT_CHOSEN"


class ObserverNotInvited(Invalid):
    """Somebody of another school takes part without an invitation of that school."""

    code = "OBSERVATION_NOT_INVITED"


class ObservationClosed(Conflict):
    """The lesson is confirmed or cancelled: it, its records and its reflection stand as they are."""

    code = "OBSERVATION_CLOSED"
