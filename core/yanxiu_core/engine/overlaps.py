"""Overlapping attendance: somebody recorded as present in two confirmed activities at one time. Flagged, not refused."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.activities.models import CONFIRMED, Activity, ActivitySegment
from yanxiu_core.codes.models import Code
from yanxiu_core.participations.models import Participation

ATTENDED = ("present", "partial")


def overlapping(line: FromClause) -> ColumnElement[Any]:
    """JSON list of the numbers of other activities that the line's person attended at the time of the line's segment.

    `line` has tenant_id, person_id, activity_id and source_id (the participation).
    """
    mine, other = aliased(Participation), aliased(Participation)
    here, there = aliased(ActivitySegment), aliased(ActivitySegment)
    activity, status = aliased(Activity), aliased(Code)
    number = func.json_agg(aggregate_order_by(activity.number.distinct(), activity.number))
    found = (
        select(func.coalesce(number, cast(literal("[]", Text()), JSON())))
        .select_from(mine)
        .join(here, _segment_of(here, mine))
        .join(
            other,
            and_(
                other.tenant_id == mine.tenant_id,
                other.person_id == mine.person_id,
                other.activity_id != mine.activity_id,
                other.superseded_at.is_(None),
            ),
        )
        .join(there, _segment_of(there, other))
        .join(activity, and_(activity.tenant_id == other.tenant_id, activity.id == other.activity_id))
        .join(
            status,
            and_(
                status.tenant_id == other.tenant_id,
                status.system == "attendance_status",
                status.code == other.status,
            ),
        )
        .where(
            mine.tenant_id == line.c.tenant_id,
            mine.id == line.c.source_id,
            activity.state == CONFIRMED,
            status.meaning.in_(ATTENDED),
            here.starts_at < there.ends_at,
            there.starts_at < here.ends_at,
        )
        .correlate(line)
    )
    return found.scalar_subquery()


def _segment_of(segment: Any, participation: Any) -> ColumnElement[bool]:
    return and_(
        segment.tenant_id == participation.tenant_id,
        segment.activity_id == participation.activity_id,
        segment.position == participation.position,
        segment.superseded_at.is_(None),
    )
