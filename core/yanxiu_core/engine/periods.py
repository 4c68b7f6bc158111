"""Periods of a window: every n teaching weeks or months. Weeks without a school day make no period of their own."""

from typing import Any

from sqlalchemy import ARRAY, Date, FromClause, Integer, Subquery, case, cast, func, select

from yanxiu_core.policies.rule import Each


def periods(each: Each, weeks: Any, starts_on: Any, ends_on: Any, *outer: FromClause) -> Subquery:
    """Place (from 1), starts_on and ends_on of each period of a window, all given as SQL expressions.

    `weeks` is the array of the first days of the window's teaching weeks. A period runs until the day before the next
    one begins, so a holiday lengthens the period before it; the first begins and the last ends with the window. `outer` is the row
    that a read correlates these expressions to.
    """
    week = (
        func.unnest(cast(weeks, ARRAY(Date())))
        .table_valued("day", with_ordinality="nth", name="week")
        .render_derived()
    )
    if each.unit == "month":
        month = cast(func.extract("year", week.c.day) * 12 + func.extract("month", week.c.day), Integer())
        nth: Any = func.dense_rank().over(order_by=month)
        first: Any = cast(func.date_trunc("month", week.c.day), Date())
    else:
        nth, first = cast(week.c.nth, Integer()), week.c.day
    placed = (
        select(nth.label("nth"), cast(first, Date()).label("day"))
        .select_from(week)
        .correlate(*outer)
        .subquery()
    )
    place = (placed.c.nth - 1) // each.every + 1
    grouped = select(place.label("place"), func.min(placed.c.day).label("day")).group_by(place).subquery()
    following = func.lead(grouped.c.day).over(order_by=grouped.c.place)
    return (
        select(
            grouped.c.place,
            case((grouped.c.place == 1, starts_on), else_=grouped.c.day).label("starts_on"),
            func.coalesce(following - 1, ends_on).label("ends_on"),
        )
        .correlate(*outer)
        .subquery()
    )
