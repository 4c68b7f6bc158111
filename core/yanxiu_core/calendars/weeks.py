"""Teaching weeks: what "elapsed" means while a window runs."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from yanxiu_core.calendars.repository import published
from yanxiu_core.calendars.state import is_workday
from yanxiu_core.work import Work

# Terms where a county has published none: the usual weeks between the long breaks (spring, autumn).
USUAL_TERMS = (((2, 20), (7, 5)), ((9, 1), (12, 31)), ((1, 1), (1, 15)))
WEEK = 7


def teaching_weeks(work: Work, starts_on: date, ends_on: date) -> tuple[date, ...]:
    """The Mondays of the weeks in which at least one school day of a term falls into the window.

    Terms are the published semesters, else the usual ones; holidays are the published ones and the state's.
    """
    key = ("teaching weeks", starts_on, ends_on)
    return work.kept(key, lambda: tuple(_weeks(work, starts_on, ends_on)))


def _weeks(work: Work, starts_on: date, ends_on: date) -> Iterator[date]:
    periods = [item for item in published(work) if item.starts_on <= ends_on and item.ends_on >= starts_on]
    semesters = [(item.starts_on, item.ends_on) for item in periods if item.kind == "semester"]
    holidays = [(item.starts_on, item.ends_on) for item in periods if item.kind == "holiday"]
    # A usual term stands in until the county has published one for that part of the year.
    terms = semesters + [
        (first, last)
        for first, last in _usual_terms(starts_on.year, ends_on.year)
        if not any(starts <= last and first <= ends for starts, ends in semesters)
    ]
    day = starts_on
    while day <= ends_on:
        if _within(day, terms) and not _within(day, holidays) and is_workday(day):
            yield day - timedelta(days=day.weekday())
            day += timedelta(days=WEEK - day.weekday())  # one school day makes the week
        else:
            day += timedelta(days=1)


def _usual_terms(first: int, last: int) -> Iterable[tuple[date, date]]:
    for year in range(first, last + 1):
        for (from_month, from_day), (to_month, to_day) in USUAL_TERMS:
            yield date(year, from_month, from_day), date(year, to_month, to_day)


def _within(day: date, periods: Iterable[tuple[date, date]]) -> bool:
    return any(starts <= day <= ends for starts, ends in periods)
