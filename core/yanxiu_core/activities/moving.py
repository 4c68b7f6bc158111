"""Move a planned activity to other days or times; its plan of before stays readable."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.authority import require_on_activity, units_of_activity
from yanxiu_core.activities.creation import check_segment, segment_row
from yanxiu_core.activities.errors import ActivityInvalid, ActivityStateRefused
from yanxiu_core.activities.inputs import NewSegment
from yanxiu_core.activities.models import PLANNED, Activity, ActivitySegment
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.errors import NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import ACTIVITY_MOVED
from yanxiu_core.kinds import service as kinds
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.work import Work

CONTENT = ("title", "on_date", "starts_at", "ends_at", "periods")


def present_segments(work: Work, activity_id: UUID) -> dict[int, ActivitySegment]:
    """The segments of an activity as they stand, by position."""
    rows = select(ActivitySegment).where(
        ActivitySegment.tenant_id == work.tenant_id,
        ActivitySegment.activity_id == activity_id,
        ActivitySegment.superseded_at.is_(None),
    )
    return {row.position: row for row in work.session.scalars(rows.order_by(ActivitySegment.position))}


def move(work: Work, activity_id: UUID, segments: Mapping[int, NewSegment]) -> bool:
    """Make these the segments of a planned activity, each in the place of the one at its position; whether one differs.

    Who is to come and what was recorded stays as it is. Raises ActivityInvalid (field `segments.N.…`, counted from 0 in the
    order of positions), ActivityStateRefused unless it is planned, UnitClosed for a unit that is closed by then,
    KindReserved for what its plugin moves, NotFound, Forbidden.
    """
    require_on_activity(work, Permission.ACTIVITIES_WRITE, activity_id)
    recorded_at = work.record()
    activity = work.session.get(
        Activity, (work.tenant_id, activity_id), with_for_update=True, populate_existing=True
    )
    if activity is None:
        raise NotFound("没有这项活动", "No such activity", field="id")
    kinds.require_writer(work, "activity", activity.plugin_kind, "id")
    if activity.state != PLANNED:
        raise ActivityStateRefused(
            f"活动 {activity.number} 已确认或已取消, 不能再改期",
            f"Activity {activity.number} is {activity.state} and is not moved any more",
        )
    present = present_segments(work, activity_id)
    if present.keys() != segments.keys():
        raise ActivityInvalid("改期不增减环节", "Moving neither adds nor removes segments", field="segments")
    for index, position in enumerate(sorted(segments)):
        check_segment(segments[position], f"segments.{index}")
    _require_open(work, activity_id, segments)
    moved = {}
    for position, segment in segments.items():
        row = segment_row(work, activity_id, position, segment, recorded_at)
        if any(getattr(row, name) != getattr(present[position], name) for name in CONTENT):
            superseding.close(work.session, present[position], recorded_at)
            work.session.add(row)
            moved[position] = row
    if not moved:
        return False
    before = activity.starts_on
    activity.starts_on = min(segment.on_date for segment in segments.values())
    work.session.flush()
    _told(work, activity, before, moved)
    return True


def _require_open(work: Work, activity_id: UUID, segments: Mapping[int, NewSegment]) -> None:
    """A unit that is open on the last day is open on those before."""
    days = [segments[position].on_date for position in sorted(segments)]
    last = max(days)
    require_open(work, units_of_activity(work, activity_id), last, f"segments.{days.index(last)}.onDate")


def _told(work: Work, activity: Activity, before: date, moved: Mapping[int, ActivitySegment]) -> None:
    audit.record(
        work,
        "activity.move",
        counts={"segments": len(moved)},
        rows=[
            (activity.id, position, row.on_date, row.starts_at, row.ends_at, row.periods)
            for position, row in moved.items()
        ],
        detail={"number": activity.number, "from": str(before), "to": str(activity.starts_on)},
    )
    events.tell(work, ACTIVITY_MOVED, [activity.id])
