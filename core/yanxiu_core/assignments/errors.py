"""What can be refused about assignments."""

from yanxiu_core.errors import Conflict, Invalid


class AssignmentInvalid(Invalid):
    """A relation, a unit or days that cannot be accepted; the field is named."""

    code = "ASSIGNMENT_INVALID"


class AssignmentConflict(Conflict):
    """It cannot stand beside an assignment that is there already; that one is ended or withdrawn first."""

    code = "ASSIGNMENT_CONFLICT"
