"""Move a planned lesson to another day or time; who observes it stays, and so does what was agreed."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.creation import check_segment
from yanxiu_core.activities.inputs import NewSegment
from yanxiu_core.activities.models import ActivitySegment
from yanxiu_core.activities.moving import move as move_activity
from yanxiu_core.activities.moving import present_segments
from yanxiu_core.audit import service as audit
from yanxiu_core.work import Work
from yanxiu_observation import observers
from yanxiu_observation.errors import ObservationClosed, ObservationInvalid
from yanxiu_observation.lessons import observers_of, of_id, require_planned, settle
from yanxiu_observation.models import Lesson, Observer
from yanxiu_observation.planning import check_order, told_of_slots

BEFORE, LESSON, AFTER = "before", "lesson", "after"


@dataclass(frozen=True, slots=True)
class Move:
    """When a lesson is given instead. A slot with a day alone keeps its times, and a meeting that is not named moves by as
    many days as the lesson. `invited_ids` are other units of which somebody is on the new day.
    """

    lesson: NewSegment
    before: NewSegment | None = None
    after: NewSegment | None = None
    invited_ids: tuple[UUID, ...] = ()


def move(work: Work, lesson_id: UUID, new: Move) -> Lesson:
    """Move a lesson that is planned and was not given yet. The same day and times again are no change.

    Raises ObservationClosed once it is confirmed or cancelled, or somebody has handed something in, ObservationInvalid,
    ObserverNotInvited, what core's activities refuse of a segment, UnitClosed, PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    work.require(Permission.ACTIVITIES_WRITE, lesson.unit_id)
    settle(work, activity)
    require_planned(activity)
    present = observers_of(work, lesson.id)
    _require_not_given(lesson, present)
    slots = _slots(work, lesson, present_segments(work, activity.id), new)
    check_order(slots[LESSON], slots.get(BEFORE), slots.get(AFTER))
    roster = observers.roster_of(work, lesson, slots[LESSON].on_date, new.invited_ids)
    observers.check_moved(work, roster, lesson.on_date, [each.person_id for each in present])
    with told_of_slots(list(slots)):
        moved = move_activity(work, activity.id, dict(enumerate(slots.values(), start=1)))
    if moved:
        before, lesson.on_date = lesson.on_date, slots[LESSON].on_date
        work.session.flush()
        audit.record(
            work,
            "observation.move",
            counts={"lessons": 1, "observers": len(present)},
            rows=[(lesson.id, before, lesson.on_date)],
            detail={"number": activity.number, "from": str(before), "to": str(lesson.on_date)},
        )
    return lesson


def _require_not_given(lesson: Lesson, present: list[Observer]) -> None:
    if lesson.reflection_id is not None or any(each.record_id is not None for each in present):
        raise ObservationClosed(
            "已有人交了观察表或反思, 这节课已经上过, 不能改期; 没有上的请取消后重新安排",
            "A record or a reflection was handed in: the lesson was given and is not moved; if it was not, cancel it and plan "
            "it anew",
            field="lessonId",
        )


def _slots(
    work: Work, lesson: Lesson, present: dict[int, ActivitySegment], new: Move
) -> dict[str, NewSegment]:
    """The slots as they are to be, in the order of the activity's segments."""
    places = {BEFORE: lesson.position - 1, LESSON: lesson.position, AFTER: lesson.position + 1}
    was = {name: _slot(present[place], work.zone) for name, place in places.items() if place in present}
    check_segment(
        _moved(was[LESSON], new.lesson, timedelta()), LESSON
    )  # first of all: other days follow from it
    days = new.lesson.on_date - was[LESSON].on_date
    asked = {BEFORE: new.before, LESSON: new.lesson, AFTER: new.after}
    for name in asked.keys() - was.keys():
        if asked[name] is not None:
            raise ObservationInvalid(
                "这节课没有安排这次会议; 改期不增加会议",
                "No such meeting was planned; moving adds none",
                field=name,
            )
    return {name: _moved(slot, asked[name], days) for name, slot in was.items()}


def _moved(was: NewSegment, asked: NewSegment | None, days: timedelta) -> NewSegment:
    if asked is None:
        return replace(was, on_date=was.on_date + days)
    if (asked.starts, asked.ends, asked.periods) == (None, None, None):
        return replace(was, on_date=asked.on_date)
    return replace(asked, title=was.title)


def _slot(row: ActivitySegment, zone: ZoneInfo) -> NewSegment:
    """A segment as it was entered. One without an end is of periods; its start is midnight, or the start that was given."""
    starts = row.starts_at.astimezone(zone).time()
    ends = row.ends_at.astimezone(zone).time() if row.ends_at else None
    return NewSegment(row.on_date, starts, ends, row.periods, row.title)
