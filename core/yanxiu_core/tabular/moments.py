"""Parsers for dates and times of day, in the many forms in which offices write them."""

import datetime as dt
import re

from yanxiu_core.tabular.cells import Cell, quoted, tidy, tight
from yanxiu_core.tabular.errors import CellError

_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's serial numbers, for every day after February 1900
_SERIALS = range(10_000, 100_000)  # 1927 to 2173: a smaller number is a year or a count, not a day
_DASHES = str.maketrans("‐‑–—−", "-----")
_DATES = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})[日号]?", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
)
_WITH_TIME = re.compile(r"(.*[\d日号])(?:[ T]+|(?<=[日号]))(\d{1,2}:\d{2}(?::\d{2})?)(?:\.0+)?", re.ASCII)

YEARS = range(1900, 2101)
"""Days of birth, of entry, of activities: anything beyond is a slip of the pen."""
_DAY = 86_400  # seconds
_TIMES = (
    re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII),
    re.compile(r"(\d{1,2})[时点](?:(\d{1,2})分?)?(?:(\d{1,2})秒)?整?", re.ASCII),
    re.compile(r"(\d{1,2})(\d{2})", re.ASCII),
)
_HALF = re.compile(r"([时点])半")
_FRACTION = re.compile(r"0?\.\d+", re.ASCII)
_FORENOON = ("上午", "早上", "凌晨", "am", "a.m.")
_AFTERNOON = ("下午", "晚上", "傍晚", "pm", "p.m.")
_NOON = "中午"


def date(cell: Cell) -> dt.date:
    """A day: Excel's date or serial number, 2025-03-01, 2025/3/1, 2025.3.1, 2025年3月1日, 20250301.

    A time of day beside it is accepted only when it is 00:00, which is what Excel adds by itself.
    """
    found = _day(cell)
    if found is not None and found.year not in YEARS:
        raise CellError(
            f"“{quoted(cell)}”的年份应在 {YEARS.start} 至 {YEARS.stop - 1} 之间。请核对年份。",
            f'The year of "{quoted(cell)}" must be between {YEARS.start} and {YEARS.stop - 1}. Check it.',
        )
    if found is None:
        raise CellError(
            f"“{quoted(cell)}”不是有效的日期。请写成 2025-03-01、2025/3/1、2025.3.1 或 2025年3月1日，只写日期，不写时间。",
            f'"{quoted(cell)}" is not a valid date. Write 2025-03-01, 2025/3/1, 2025.3.1 or 2025年3月1日, '
            "a date alone without a time.",
        )
    return found


def time(cell: Cell) -> dt.time:
    """A time of day: Excel's time or fraction of a day, 8:30, 08:30:00, 8时30分, 8点半, 下午2:30, 2:30 PM, 0830."""
    found = _time(cell)
    if found is None:
        raise CellError(
            f"“{quoted(cell)}”不是有效的时间。请写成 8:30、08:30:00、8时30分、8点半 或 下午2:30，只写时刻，不写日期。",
            f'"{quoted(cell)}" is not a valid time of day. Write 8:30, 08:30:00, 8时30分, 8点半 or 下午2:30, '
            "a time alone without a date.",
        )
    return found


def _day(cell: Cell) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else None
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    value = f"{cell:.15g}" if isinstance(cell, int | float) else tidy(cell).translate(_DASHES)
    timed = _WITH_TIME.fullmatch(value)
    if timed is not None:
        value = timed[1] if not timed[2].strip("0:") else ""
    return _written_day(tight(value))


def _written_day(value: str) -> dt.date | None:
    if len(value) == len("45717") and value.isdecimal() and int(value) in _SERIALS:
        return _EPOCH + dt.timedelta(days=int(value))
    for pattern in _DATES:
        found = pattern.fullmatch(value)
        if found is not None:
            try:
                return dt.date(int(found[1]), int(found[3]), int(found[4]))
            except ValueError:  # 2月30日
                return None
    return None


def _time(cell: Cell) -> dt.time | None:
    if isinstance(cell, dt.datetime | bool):
        return None
    if isinstance(cell, dt.time):
        return cell
    if isinstance(cell, dt.timedelta):
        return _since_midnight(cell.total_seconds())
    if isinstance(cell, int | float):
        # A number of 1 or more is no fraction of a day; Excel makes 830 of 0830.
        return _since_midnight(cell * _DAY) if 0 <= cell < 1 else _written_time(f"{cell:.15g}")
    return _written_time(tight(cell).casefold()) if isinstance(cell, str) else None


def _written_time(value: str) -> dt.time | None:
    if _FRACTION.fullmatch(value):
        return _since_midnight(float(value) * _DAY)
    half, value = _half_of_day(_HALF.sub(r"\g<1>30分", value))
    for pattern in _TIMES:
        found = pattern.fullmatch(value)
        if found is not None:
            hour, minute, second = (*(int(part or 0) for part in found.groups()), 0)[:3]
            return _clock(_hour(hour, half), minute, second)
    return None


def _half_of_day(value: str) -> tuple[str, str]:
    for mark in (*_FORENOON, *_AFTERNOON, _NOON):
        if value.startswith(mark) or value.endswith(mark):
            half = "am" if mark in _FORENOON else "pm" if mark in _AFTERNOON else "noon"
            return half, value.removeprefix(mark).removesuffix(mark)
    return "", value


def _hour(hour: int, half: str) -> int:
    """The hour of 24; -1 where the words contradict each other (上午14点) or leave it open (上午12点)."""
    if half == "am":
        return hour if hour < 12 else -1  # noqa: PLR2004  twelve o'clock
    if half == "pm" and hour in {0, 12}:
        return 12 if hour else -1
    if half == "pm" and hour < 12:  # noqa: PLR2004
        return hour + 12
    if half == "noon":
        return {11: 11, 12: 12, 1: 13, 2: 14, 13: 13, 14: 14}.get(hour, -1)
    return hour


def _clock(hour: int, minute: int, second: int) -> dt.time | None:
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        return None


def _since_midnight(seconds: float) -> dt.time | None:
    whole = round(seconds)  # 8:30 is 0.354166... of a day
    return _clock(whole // 3600, whole // 60 % 60, whole % 60) if 0 <= whole < _DAY else None
