"""What can be refused about adoptions."""

from yanxiu_core.errors import Conflict, Invalid


class AdoptionInvalid(Invalid):
    """An adoption that cannot be recorded: its unit, day, edition, population or source document."""

    code = "ADOPTION_INVALID"


class AdoptionState(Conflict):
    """The adoption is superseded or retired, a later one stands in its place, or what is certified rests on it."""

    code = "ADOPTION_STATE"


class DraftStale(Conflict):
    """The county's adoptions of the policy, or the draft itself, have changed since the draft was tried."""

    code = "POLICY_DRAFT_STALE"
