"""What can be refused about records."""

from yanxiu_core.errors import Conflict, Invalid


class RecordInvalid(Invalid):
    """An entry that cannot be accepted; the field names its place in the list (`records.N.…`)."""

    code = "RECORD_INVALID"


class RecordWithdrawn(Conflict):
    """The record was withdrawn; it is registered again under a new number."""

    code = "RECORD_WITHDRAWN"


class RecordNotConfirmable(Conflict):
    """The record needs no confirmation, is one's own, or is confirmed by another unit."""

    code = "RECORD_NOT_CONFIRMABLE"
