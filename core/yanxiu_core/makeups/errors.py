"""What can be refused about 补学."""

from yanxiu_core.errors import Invalid


class MakeupInvalid(Invalid):
    """A decision that cannot be taken: the activity, the window, the document or the approver."""

    code = "MAKEUP_INVALID"
