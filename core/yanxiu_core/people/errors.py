"""What can be refused about people."""

from yanxiu_core.errors import Conflict, Invalid


class PersonInvalid(Invalid):
    """A number, name or other word about a person that cannot be accepted; the field is named."""

    code = "PERSON_INVALID"


class PersonNumberTaken(Conflict):
    """Somebody else has this 工号."""

    code = "PERSON_NUMBER_TAKEN"
