"""What can be refused about seals."""

from yanxiu_core.errors import Conflict, Invalid


class SealRefused(Conflict):
    """What cannot be sealed: open objections, nothing that is ready, or a result that has not changed."""

    code = "SEAL_REFUSED"


class SealInvalid(Invalid):
    """A seal without its document, or superseding results without a reason."""

    code = "SEAL_INVALID"
