"""What can be refused about claims and decisions on them."""

from yanxiu_core.errors import Conflict, Forbidden, Invalid


class ReviewNone(Invalid):
    """The policy has no review: its results are judged and not certified."""

    code = "REVIEW_NONE"


class ClaimState(Conflict):
    """The claim is not where this is done: not drafted yet, at another step, or certified already."""

    code = "CLAIM_STATE"


class ClaimStale(Conflict):
    """The figures have changed since they were confirmed; the claim is returned so that they are confirmed anew."""

    code = "CLAIM_STALE"


class ClaimNotOwn(Conflict):
    """Only the person whose claim it is confirms it or adds to it."""

    code = "CLAIM_NOT_OWN"


class OwnClaim(Conflict):
    """Nobody decides on an own claim."""

    code = "OWN_CLAIM"


class NotMember(Conflict):
    """The caller does not belong to the group whose decision it is."""

    code = "NOT_MEMBER"


class DecidedAlready(Conflict):
    """A member decides once on a version at a step."""

    code = "DECIDED_ALREADY"


class DecisionInvalid(Invalid):
    """A decision without what it needs: a return without a reason."""

    code = "DECISION_INVALID"


class AdditionInvalid(Invalid):
    """An addition that cannot be accepted: its day lies outside the window, it names no proof, its hours are none."""

    code = "ADDITION_INVALID"


class PersonNeeded(Forbidden):
    """The credential belongs to nobody, and this is done by somebody in person."""

    code = "PERSON_NEEDED"
