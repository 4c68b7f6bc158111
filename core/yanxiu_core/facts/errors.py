"""What can be refused about facts."""

from yanxiu_core.errors import Invalid


class FactInvalid(Invalid):
    """A fact that cannot be recorded; the field names its place in the list (`facts.N.…`)."""

    code = "FACT_INVALID"
