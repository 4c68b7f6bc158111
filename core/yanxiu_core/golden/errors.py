"""What can be wrong with a golden case beyond its form."""

from yanxiu_core.errors import Invalid


class CaseInvalid(Invalid):
    """A case that names what is not there: a person, a unit, a window."""

    code = "GOLDEN_CASE_INVALID"
