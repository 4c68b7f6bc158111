"""Working days: the state's calendar, with the county's own holidays and working days over it."""

from collections.abc import Iterable
from datetime import date, timedelta

from yanxiu_core.calendars.repository import published
from yanxiu_core.calendars.state import is_workday
from yanxiu_core.work import Work

HOLIDAY, WORKDAY = "holiday", "workday"
"""Kinds of published periods: days off, and days of work where the state has none (调休)."""
DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=400)
Exceptional = tuple[str, date, date]
"""The kind of a published period, its first and its last day."""


def working_days(work: Work, first: date, count: int) -> tuple[date, date]:
    """The first and last of so many working days from a day on; what the county has published goes before the state's."""
    periods = exceptions(work)
    found: list[date] = []
    day = first
    while len(found) < count and day <= first + LOOK_AHEAD:
        if works(day, periods):
            found.append(day)
        day += DAY
    return found[0], found[-1]


def exceptions(work: Work) -> list[Exceptional]:
    """What the county has published over the state's calendar."""
    return [
        (item.kind, item.starts_on, item.ends_on)
        for item in published(work)
        if item.kind in (HOLIDAY, WORKDAY)
    ]


def works(day: date, periods: Iterable[Exceptional]) -> bool:
    """Whether people work on this day."""
    kinds = {kind for kind, first, last in periods if first <= day <= last}
    return WORKDAY in kinds or (HOLIDAY not in kinds and is_workday(day))


def longest_run(days: Iterable[date], periods: Iterable[Exceptional]) -> int:
    """The most of these days that follow each other without a working day between them."""
    known = list(periods)
    longest = run = 0
    before: date | None = None
    for day in sorted(set(days)):
        follows = before is not None and not any(
            works(before + DAY * step, known) for step in range(1, (day - before).days)
        )
        run = run + 1 if follows else 1
        longest, before = max(longest, run), day
    return longest
