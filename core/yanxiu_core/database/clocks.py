"""Transaction time: what was known at a moment."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, bindparam, or_

BEGINNING = date(1900, 1, 1)
"""What is known without a date of its own holds from here: a roster says what is so, not since when."""


def known(table: Any, at: datetime | None) -> ColumnElement[bool]:
    """Recorded rows (a model or an alias of one) as they are known now, or were known at a moment."""
    if at is None:
        present: ColumnElement[bool] = table.superseded_at.is_(None)
        return present
    moment = bindparam("known_at", at, DateTime(timezone=True), unique=True)
    past: ColumnElement[bool] = (table.recorded_at <= moment) & or_(
        table.superseded_at.is_(None), table.superseded_at > moment
    )
    return past
