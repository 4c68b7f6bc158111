"""Windows resolved to dates: calendar year, school year, semester, and fixed windows that the county publishes."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.calendars.models import CalendarPeriod, Window
from yanxiu_core.calendars.weeks import teaching_weeks
from yanxiu_core.errors import DomainError
from yanxiu_core.work import Work

CALENDAR_YEAR, SCHOOL_YEAR, SEMESTER = "calendar_year", "school_year", "semester"
AUTUMN = 9
"""A school year begins on 1 September unless the calendar says otherwise."""


class WindowUnknown(DomainError):
    """A window key of the wrong form, or a window that the county has not published."""

    code = "WINDOW_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A window as dates, both included."""

    kind: str
    key: str
    starts_on: date
    ends_on: date

    def id_in(self, tenant_id: UUID) -> UUID:
        """The window's id in a tenant: made of kind and key, so that it has one before it is stored."""
        return uuid5(tenant_id, f"{self.kind}/{self.key}")


def resolve(work: Work, kind: str, key: str) -> Bounds:
    """The dates of a window.

    A published period of that kind and key decides; else a calendar year is computed, and a school year is
    1 September - 31 August. Anything else that is not published raises WindowUnknown (待县局发布).
    """
    period = work.session.scalars(
        select(CalendarPeriod).where(
            CalendarPeriod.tenant_id == work.tenant_id,
            CalendarPeriod.kind == kind,
            CalendarPeriod.key == key,
            CalendarPeriod.superseded_at.is_(None),
        )
    ).one_or_none()
    if period is not None:
        return Bounds(kind, key, period.starts_on, period.ends_on)
    computed = _computed(kind, key)
    if computed is None:
        raise WindowUnknown(
            f"没有“{key}”这个时段({kind}): 自然年写作 2025, 学年写作 2024-2025; 其他时段须先由县局发布",
            f"No window {key!r} of kind {kind}: write a calendar year as 2025, a school year as 2024-2025; "
            "other windows must be published by the county first",
            field="window",
        )
    return computed


def _computed(kind: str, key: str) -> Bounds | None:
    years = key.split("-")
    if not all(len(year) == 4 and year.isascii() and year.isdigit() and year > "1900" for year in years):  # noqa: PLR2004 - four digits
        return None
    numbers = [int(year) for year in years]
    if kind == CALENDAR_YEAR and len(numbers) == 1:
        return Bounds(kind, key, date(numbers[0], 1, 1), date(numbers[0], 12, 31))
    if kind == SCHOOL_YEAR and len(numbers) == 2 and numbers[1] == numbers[0] + 1:  # noqa: PLR2004 - two years
        return Bounds(kind, key, date(numbers[0], AUTUMN, 1), date(numbers[1], AUTUMN, 1) - timedelta(days=1))
    return None


def covering(work: Work, kind: str, days: set[date]) -> list[Bounds]:
    """The windows of a kind into which these days fall; days in no published window fall in none."""
    if not days:
        return []
    first, last = min(days), max(days)
    published = [
        Bounds(kind, period.key, period.starts_on, period.ends_on)
        for period in work.session.scalars(
            select(CalendarPeriod).where(
                CalendarPeriod.tenant_id == work.tenant_id,
                CalendarPeriod.kind == kind,
                CalendarPeriod.superseded_at.is_(None),
                CalendarPeriod.starts_on <= last,
                CalendarPeriod.ends_on >= first,
            )
        )
    ]
    keys = {bounds.key for bounds in published}
    computed = [_computed(kind, _key(kind, day)) for day in days]
    candidates = {b.key: b for b in computed if b is not None and b.key not in keys}
    windows = [*published, *candidates.values()]
    return [b for b in windows if any(b.starts_on <= day <= b.ends_on for day in days)]


def _key(kind: str, day: date) -> str:
    if kind == SCHOOL_YEAR:
        start = day.year if day.month >= AUTUMN else day.year - 1
        return f"{start}-{start + 1}"
    return str(day.year)


def opened(work: Work, bounds: Bounds) -> tuple[Window, bool]:
    """The stored window with its teaching weeks, and whether it was opened just now (then nobody is judged yet)."""
    weeks = teaching_weeks(work.session, work.tenant_id, bounds.starts_on, bounds.ends_on)
    values = {"starts_on": bounds.starts_on, "ends_on": bounds.ends_on, "teaching_weeks": weeks}
    key = (Window.tenant_id == work.tenant_id, Window.kind == bounds.kind, Window.key == bounds.key)
    window = work.session.scalars(select(Window).where(*key)).one_or_none()
    if window is not None:
        for name, value in values.items():
            if getattr(window, name) != value:
                setattr(window, name, value)
        work.session.flush()
        return window, False
    work.session.execute(
        insert(Window)
        .values(
            tenant_id=work.tenant_id,
            id=bounds.id_in(work.tenant_id),
            kind=bounds.kind,
            key=bounds.key,
            **values,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "kind", "key"])
    )
    return work.session.scalars(select(Window).where(*key)).one(), True
