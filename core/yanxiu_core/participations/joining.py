"""How a participation is joined to its activity, its segment and the meaning of its status."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_

from yanxiu_core.database.clocks import known

STATUS = "attendance_status"
ATTENDED = ("present", "partial")
"""The meanings of a status under which somebody was there."""


def activity_of(activity: Any, participation: Any) -> ColumnElement[bool]:
    """The activity (a model or an alias of it) of a participation."""
    return and_(activity.tenant_id == participation.tenant_id, activity.id == participation.activity_id)


def segment_of(segment: Any, participation: Any, at: datetime | None = None) -> ColumnElement[bool]:
    """The segment of a participation as it is known now, or was at a moment."""
    return and_(
        segment.tenant_id == participation.tenant_id,
        segment.activity_id == participation.activity_id,
        segment.position == participation.position,
        known(segment, at),
    )


def status_of(code: Any, participation: Any) -> ColumnElement[bool]:
    """The row of the tenant's code table that says what the status of a participation means."""
    return and_(
        code.tenant_id == participation.tenant_id,
        code.system == STATUS,
        code.code == participation.status,
    )
