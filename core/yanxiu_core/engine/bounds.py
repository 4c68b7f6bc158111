"""Windows resolved to dates: calendar year, school year, semester, five-year cycle, and fixed windows."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from yanxiu_core.calendars.models import Window
from yanxiu_core.calendars.repository import Dates, open_windows, published
from yanxiu_core.calendars.weeks import teaching_weeks
from yanxiu_core.errors import DomainError
from yanxiu_core.work import Work

CALENDAR_YEAR, SCHOOL_YEAR, SEMESTER, FIVE_YEARS = "calendar_year", "school_year", "semester", "five_years"
FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Years beyond these are typing errors."""
CYCLE = 5
"""五年一周期: the cycles run 2021-2025, 2026-2030, as those of the national teacher training plans."""
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

    A published period of that kind and key decides, then dates that a policy's document names; else a calendar year or
    a five-year cycle is computed, and a school year is 1 September - 31 August. Anything else raises WindowUnknown
    (待县局发布).
    """
    period = next((item for item in published(work) if (item.kind, item.key) == (kind, key)), None)
    if period is not None:
        return Bounds(kind, key, period.starts_on, period.ends_on)
    computed = next((item for item in _dated(work, kind) if item.key == key), None) or _computed(kind, key)
    if computed is None:
        raise WindowUnknown(
            f"没有“{key}”这个时段({kind}): 自然年写作 2025, 学年写作 2024-2025; 其他时段须先由县局发布",
            f"No window {key!r} of kind {kind}: write a calendar year as 2025, a school year as 2024-2025; "
            "other windows must be published by the county first",
            field="window",
        )
    return computed


def knows(work: Work, kind: str, key: str) -> bool:
    """Whether there is a window of this kind and key."""
    try:
        resolve(work, kind, key)
    except WindowUnknown:
        return False
    return True


def _computed(kind: str, key: str) -> Bounds | None:
    parts = key.split("-")
    years = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) == len("2025")]
    if len(years) != len(parts) or not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        return None
    match kind, years:
        case "calendar_year", [year]:
            return Bounds(kind, key, date(year, 1, 1), date(year, 12, 31))
        case "school_year", [first, second] if second == first + 1:
            return Bounds(kind, key, date(first, AUTUMN, 1), date(second, AUTUMN, 1) - timedelta(days=1))
        case "five_years", [first, last] if last == first + CYCLE - 1 and first % CYCLE == 1:
            return Bounds(kind, key, date(first, 1, 1), date(last, 12, 31))
    return None


def _dated(work: Work, kind: str) -> list[Bounds]:
    """The windows of a kind whose dates stand in a policy's own document."""
    return [
        Bounds(kind, dates.key, dates.starts_on, dates.ends_on)
        for policy in work.registry.policies.values()
        for window in policy.windows
        if window.kind == kind
        for dates in window.dates
    ]


def covering(work: Work, kind: str, days: set[date]) -> list[Bounds]:
    """The windows of a kind into which these days fall; days in no published window fall in none."""
    if not days:
        return []
    dated = [
        Bounds(kind, item.key, item.starts_on, item.ends_on) for item in published(work) if item.kind == kind
    ]
    keys = {bounds.key for bounds in dated}
    computed = [*_dated(work, kind), *(_computed(kind, _key(kind, day)) for day in days)]
    candidates = {b.key: b for b in computed if b is not None and b.key not in keys}
    windows = [*dated, *candidates.values()]
    return [b for b in windows if any(b.starts_on <= day <= b.ends_on for day in days)]


def _key(kind: str, day: date) -> str:
    if kind == SCHOOL_YEAR:
        start = day.year if day.month >= AUTUMN else day.year - 1
        return f"{start}-{start + 1}"
    if kind == FIVE_YEARS:
        first = day.year - (day.year - 1) % CYCLE
        return f"{first}-{first + CYCLE - 1}"
    return str(day.year)


def open_window(work: Work, bounds: Bounds) -> bool:
    """Store the window with its teaching weeks, or renew them; true when it was opened just now."""
    present, wanted = work.kept(("window", bounds), lambda: _dates(work, bounds))
    if present != wanted:
        values = {**asdict(wanted), "teaching_weeks": list(wanted.teaching_weeks)}
        work.session.merge(Window(tenant_id=work.tenant_id, id=bounds.id_in(work.tenant_id), **values))
        work.session.flush()
    return present is None


def _dates(work: Work, bounds: Bounds) -> tuple[Dates | None, Dates]:
    """The window as it is stored, if it is open, and as it should be."""
    weeks = teaching_weeks(work, bounds.starts_on, bounds.ends_on)
    wanted = Dates(bounds.kind, bounds.key, bounds.starts_on, bounds.ends_on, weeks)
    return open_windows(work).get(bounds.id_in(work.tenant_id)), wanted


def all_open(work: Work) -> list[Bounds]:
    """The open windows by the calendar as it is now; one whose period was withdrawn keeps its dates."""
    return [_renewed(work, window) for window in open_windows(work).values()]


def _renewed(work: Work, window: Dates) -> Bounds:
    try:
        return resolve(work, window.kind, window.key)
    except WindowUnknown:
        return Bounds(window.kind, window.key, window.starts_on, window.ends_on)
