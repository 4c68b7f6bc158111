"""What a long absence does to what is owed in a window: shipped defaults, which a policy may replace by its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA
from yanxiu_core.policies.model import HALF, Absence, Policy
from yanxiu_core.policies.parts import SHARE, Figure

ENTRY = "新入职"
"""Away until the month of entry."""
PLACES = Decimal("0.000001")
"""A share as it is stored."""


def _from(share: Decimal) -> Figure:
    return Figure(value=share, unit=SHARE)


DEFAULTS: Mapping[str, Absence] = {
    absence.case: absence
    for absence in (
        Absence(case="产假", exempt_from=_from(HALF)),
        Absence(case="病假", exempt_from=_from(HALF)),
        Absence(case=ENTRY),
        Absence(case="支教", rest="full"),
        Absence(case="借调", exempt_from=_from(Decimal(0))),
    )
}
"""The cases there are where a policy says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed: `exempt`, or `pro_rata` with a share of 0-1."""

    kind: str
    amount: Decimal | None = None


def cases_of(policy: Policy) -> dict[str, Absence]:
    """The cases that a policy knows, by their words."""
    return {**DEFAULTS, **{absence.case: absence for absence in policy.absences}}


def owed(absence: Absence, window: tuple[date, date], starts: date | None, ends: date | None) -> Owed:
    """What somebody owes who is away from `starts` to `ends` in a window; all four days are included.

    Away for `exempt_from` of the window's days or more: nothing. Else the share of the window's months that the absence
    does not touch, or all of it. Dates are needed where something is to be counted. Raises ObligationInvalid.
    """
    first, last = window
    if absence.case == ENTRY:
        starts, ends = _before(starts, window)
        if ends < first:
            return Owed(PRO_RATA, Decimal(1))
    for field, value in (("startsOn", starts), ("endsOn", ends)):
        if value is None and _counts(absence):
            raise ObligationInvalid(
                f"{absence.case}请写明开始日期和结束日期", "Give the first and the last day", field=field
            )
    starts, ends = starts or first, ends or last
    if starts > ends:
        raise ObligationInvalid(
            f"结束日期 {ends} 早于开始日期 {starts}", f"The end {ends} is before the start", field="endsOn"
        )
    if starts > last or ends < first:
        raise ObligationInvalid(
            f"{starts} 至 {ends} 不在时段 {first} 至 {last} 之内; 请核对日期或时段",
            f"{starts} to {ends} lies outside the window {first} to {last}; check the dates or the window",
            field="startsOn",
        )
    away = (max(starts, first), min(ends, last))
    if absence.exempt_from is not None and _days(away) >= _days(window) * absence.exempt_from.value:
        return Owed(EXEMPT)
    if absence.rest == "full":
        return Owed(PRO_RATA, Decimal(1))
    months = _months(window)
    share = Decimal(months - _months(away)) / Decimal(months)
    return Owed(PRO_RATA, share.quantize(PLACES, ROUND_HALF_UP))


def _before(entry: date | None, window: tuple[date, date]) -> tuple[date, date]:
    """From the window's start to the end of the month before the entry."""
    if entry is None:
        raise ObligationInvalid("新入职请把入职日期写在开始日期", "Give the day of entry", field="startsOn")
    if entry > window[1]:
        raise ObligationInvalid(
            f"入职日期 {entry} 晚于时段的最后一天 {window[1]}",
            f"The entry on {entry} is after the window's last day {window[1]}",
            field="startsOn",
        )
    return window[0], entry.replace(day=1) - timedelta(days=1)


def _counts(absence: Absence) -> bool:
    """Whether it matters how long somebody was away."""
    if absence.exempt_from is not None:
        return absence.exempt_from.value > 0
    return absence.rest == "months"


def _days(span: tuple[date, date]) -> int:
    return (span[1] - span[0]).days + 1


def _months(span: tuple[date, date]) -> int:
    """Calendar months that a span touches."""
    return (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
