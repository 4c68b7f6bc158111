"""What can be refused about review groups."""

from yanxiu_core.errors import Invalid


class ReviewGroupInvalid(Invalid):
    """A roster that cannot be appointed: no title, no document, no chair or two, a person named twice."""

    code = "REVIEW_GROUP_INVALID"
