"""What can be refused about obligations."""

from yanxiu_core.errors import Invalid


class ObligationInvalid(Invalid):
    """An exception from a rule that cannot be registered: kind, amount, document or approver."""

    code = "OBLIGATION_INVALID"
