"""Working days: the state's calendar, with the county's own holidays and working days over it."""

from datetime import date, timedelta

from yanxiu_core.calendars.repository import published
from yanxiu_core.calendars.state import is_workday
from yanxiu_core.work import Work

HOLIDAY, WORKDAY = "holiday", "workday"
"""Kinds of published periods: days off, and days of work where the state has none (调休)."""
DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=400)


def working_days(work: Work, first: date, count: int) -> tuple[date, date]:
    """The first and last of so many working days from a day on; what the county has published goes before the state's."""
    periods = [item for item in published(work) if item.kind in (HOLIDAY, WORKDAY)]

    def works(day: date) -> bool:
        kinds = {period.kind for period in periods if period.starts_on <= day <= period.ends_on}
        return WORKDAY in kinds or (HOLIDAY not in kinds and is_workday(day))

    found: list[date] = []
    day = first
    while len(found) < count and day <= first + LOOK_AHEAD:
        if works(day):
            found.append(day)
        day += DAY
    return found[0], found[-1]
