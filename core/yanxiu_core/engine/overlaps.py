"""Overlapping attendance: somebody recorded as present in two confirmed activities at one time. Flagged, not refused."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.activities.models import Activity, ActivitySegment
from yanxiu_core.codes.models import Code
from yanxiu_core.database.clocks import known
from yanxiu_core.engine.trace import TraceScope, confirmed
from yanxiu_core.participations.joining import ATTENDED, STATUS, activity_of, segment_of, status_of
from yanxiu_core.participations.models import Participation


def overlapping(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON list of day and the numbers of two activities that a verdict's person attended at one time in its window."""
    mine, other = aliased(Participation), aliased(Participation)
    here, there = aliased(ActivitySegment), aliased(ActivitySegment)
    own, activity, status = aliased(Activity), aliased(Activity), aliased(Code)
    pair = func.json_build_object("on_date", here.on_date, "first", own.number, "second", activity.number)
    number = func.json_agg(aggregate_order_by(pair, here.starts_at, own.number, activity.number))
    found = (
        select(func.coalesce(number, cast(literal("[]", Text()), JSON())))
        .select_from(mine)
        .join(here, segment_of(here, mine, scope.known_at))
        .join(
            other,
            and_(
                other.tenant_id == mine.tenant_id,
                other.person_id == mine.person_id,
                other.activity_id > mine.activity_id,
                known(other, scope.known_at),
            ),
        )
        .join(there, segment_of(there, other, scope.known_at))
        .join(own, activity_of(own, mine))
        .join(activity, activity_of(activity, other))
        .join(status, status_of(status, other))
        .where(
            mine.tenant_id == verdict.c.tenant_id,
            mine.person_id == verdict.c.person_id,
            known(mine, scope.known_at),
            here.on_date.between(verdict.c.starts_on, verdict.c.ends_on),
            *((here.on_date <= scope.as_of,) if scope.as_of else ()),
            confirmed(own, scope),
            confirmed(activity, scope),
            status.meaning.in_(ATTENDED),
            mine.status.in_(_attended_words(verdict)),
            here.starts_at < there.ends_at,
            there.starts_at < here.ends_at,
        )
        .correlate(verdict)
    )
    return found.scalar_subquery()


def _attended_words(verdict: FromClause) -> Any:
    return (
        select(Code.code)
        .where(
            Code.tenant_id == verdict.c.tenant_id,
            Code.system == STATUS,
            Code.meaning.in_(ATTENDED),
        )
        .correlate(verdict)
    )
