"""The status of a verdict on a day: derived when read, never stored."""

from datetime import date

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Numeric,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
)

from yanxiu_core.engine.lines import met
from yanxiu_core.verdicts.models import EXEMPT, NOT_APPLICABLE

MET, MISSED, ON_TRACK, BEHIND = "met", "missed", "on_track", "behind"
STATUSES = (MET, MISSED, ON_TRACK, BEHIND, EXEMPT, NOT_APPLICABLE)


def elapsed(rows: FromClause, on: date) -> ColumnElement[object]:
    """The share (0-1) of the window's teaching weeks that have begun; of its days where it has no teaching week."""
    day = literal(on, Date())
    # The weeks are in order, so the bucket that the day falls into is the number of weeks begun.
    begun = func.width_bucket(day, rows.c.teaching_weeks, type_=Numeric())
    weeks = func.cardinality(cast(rows.c.teaching_weeks, ARRAY(Date())))
    length = rows.c.ends_on - rows.c.starts_on + 1
    passed = func.greatest(0, func.least(length, day - rows.c.starts_on + 1))
    return case((weeks > 0, begun / func.nullif(weeks, 0)), else_=cast(passed, Numeric()) / length)


def status(rows: FromClause, on: date) -> ColumnElement[str]:
    """`exempt`, `not_applicable` (there is nothing that could be counted), `met`, `missed` (only after the window), `on_track` or `behind` (by the share of teaching weeks)."""
    return case(
        (rows.c.eligibility.in_((EXEMPT, NOT_APPLICABLE)), cast(rows.c.eligibility, Text())),
        (met(rows), literal(MET, Text())),
        (rows.c.ends_on < literal(on, Date()), literal(MISSED, Text())),
        (
            and_(
                rows.c.comparator.in_(("gte", "gt", "between")),
                rows.c.measured >= rows.c.required * elapsed(rows, on),
            ),
            literal(ON_TRACK, Text()),
        ),
        else_=literal(BEHIND, Text()),
    )
