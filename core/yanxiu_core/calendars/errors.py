"""What can be refused about calendars."""

from yanxiu_core.errors import Invalid


class PeriodInvalid(Invalid):
    """A period that cannot be published: an unknown kind, no key or title, or an end before its start."""

    code = "PERIOD_INVALID"
