"""What can be refused about objections."""

from yanxiu_core.errors import Conflict, Invalid


class ObjectionInvalid(Invalid):
    """An objection without a text, or a settlement without a reason."""

    code = "OBJECTION_INVALID"


class ObjectionState(Conflict):
    """The notice does not run, or the objection is settled already."""

    code = "OBJECTION_STATE"
