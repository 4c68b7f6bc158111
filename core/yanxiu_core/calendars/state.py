"""The state's calendar of working days and holidays."""

from datetime import date

import chinese_calendar

WEEK = 5
"""Days of work from Monday on."""


def is_workday(day: date) -> bool:
    """By the state's calendar; outside the years whose holidays have been announced, Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # chinese_calendar says so of a year that has not been announced
        return day.weekday() < WEEK
