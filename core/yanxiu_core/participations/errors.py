"""What can be refused about participations."""

from yanxiu_core.errors import Invalid


class ParticipationInvalid(Invalid):
    """An entry that cannot be accepted; the field names its place in the list."""

    code = "PARTICIPATION_INVALID"
