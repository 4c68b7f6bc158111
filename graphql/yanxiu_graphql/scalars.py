"""Scalars: dates, moments and quantities as texts, exactly as the reads make them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import strawberry
from strawberry.types.scalar import ScalarDefinition


def _date(value: Any) -> date:
    return date.fromisoformat(_string(value, "日期须写作 2025-06-30 / A date is written 2025-06-30"))


def _moment(value: Any) -> datetime:
    example = "2025-06-30T08:00:00+08:00"
    moment = datetime.fromisoformat(_string(value, f"时间须写作 {example} / A moment is written {example}"))
    if moment.tzinfo is None:
        raise ValueError("时间须带时区, 如 +08:00 或 Z / A moment needs a zone, such as +08:00 or Z")
    return moment


def _time(value: Any) -> time:
    moment = time.fromisoformat(_string(value, "时刻须写作 08:30 / A time of day is written 08:30"))
    if moment.tzinfo is not None:
        raise ValueError("时刻是本地时间, 不带时区 / A time of day is local and has no zone")
    return moment


def _string(value: Any, otherwise: str) -> str:
    if not isinstance(value, str):
        raise ValueError(otherwise)  # noqa: TRY004 - graphql-core reports ValueErrors as wrong input
    return value


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise ValueError('数量须写作字符串, 如 "2.5" / A quantity is a string, such as "2.5"')
    return number


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


SCALARS: Mapping[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="日期。A day in the tenant's zone, ISO 8601: `2025-06-30`.",
        serialize=_text,
        parse_value=_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="时间。A moment, ISO 8601 with zone: `2025-06-30T08:00:00+08:00`; answers are in UTC with microseconds.",
        serialize=_text,
        parse_value=_moment,
    ),
    time: strawberry.scalar(
        name="Time",
        description="时刻。A time of day in the tenant's zone: `08:30`.",
        serialize=_text,
        parse_value=_time,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='数量。An exact quantity as a string, at most two decimals when stored: `"38.50"`.',
        serialize=_text,
        parse_value=_decimal,
    ),
    strawberry.scalars.JSON: strawberry.scalar(
        name="JSON",
        description="任意 JSON。Any JSON value; used only where a plugin decides on the form.",
    ),
}
