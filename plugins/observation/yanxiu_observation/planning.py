"""Plan an observed lesson: one activity in core, with its observers and their 视角."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.errors import ActivityInvalid
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.activities.models import Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.org_units.errors import UnitClosed
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work
from yanxiu_observation.errors import ObservationInvalid
from yanxiu_observation.models import Lesson
from yanxiu_observation.observers import PLUGIN, NewObserver, Roster, check, observer_of

LESSON = "observation.lesson"
LONGEST, SHORT = 5_000, 100
"""Characters of what a meeting has said; of subject, grade and place."""


@dataclass(frozen=True, slots=True)
class NewLesson:
    """An observed lesson of a unit. `before` and `after` are the meetings, segments of the same activity.

    People of the unit's school take part, and those of invited units. Without a number one is made.
    """

    unit_id: UUID
    topic: str
    lesson: NewSegment
    presenter_id: UUID
    observers: tuple[NewObserver, ...]
    invited_ids: tuple[UUID, ...] = ()
    before: NewSegment | None = None
    after: NewSegment | None = None
    number: str = ""
    subject: str = ""
    grade: str = ""
    place: str = ""
    pre_meeting: str = ""


def plan(work: Work, new: NewLesson) -> Lesson:
    """Plan an observed lesson; nothing counts before it is confirmed.

    Raises ObservationInvalid, ObserverNotInvited (field named), what core's activities refuse, PluginDisabled, NotFound,
    Forbidden.
    """
    require_on(work, PLUGIN, new.unit_id)
    work.require(Permission.ACTIVITIES_WRITE, new.unit_id)
    work.record()
    _check(work, new)
    activity = _activity(work, new)
    lesson = Lesson(
        tenant_id=work.tenant_id,
        unit_id=new.unit_id,
        activity_id=activity.id,
        presenter_id=new.presenter_id,
        on_date=new.lesson.on_date,
        position=1 if new.before is None else 2,
        subject=new.subject.strip(),
        grade=new.grade.strip(),
        pre_meeting=new.pre_meeting.strip(),
        post_meeting="",
    )
    work.session.add(lesson)
    work.session.flush()
    work.session.add_all(observer_of(lesson, each) for each in new.observers)
    work.session.flush()
    audit.record(
        work,
        "observation.plan",
        counts={"lessons": 1, "observers": len(new.observers)},
        rows=[(lesson.id, activity.id), *((each.person_id, *each.views) for each in new.observers)],
        detail={"number": activity.number},
    )
    return lesson


def check_text(value: str, field: str, longest: int = LONGEST) -> None:
    """Refuse a text that is too long."""
    if len(value) > longest:
        raise ObservationInvalid(
            f"最多 {longest} 个字, 现为 {len(value)} 个", f"At most {longest} characters", field=field
        )


def _activity(work: Work, new: NewLesson) -> Activity:
    """The lesson's activity; what core refuses of it is told under our names."""
    slots = {"before": new.before, "lesson": new.lesson, "after": new.after}
    segments = {name: slot for name, slot in slots.items() if slot is not None}
    with told_of_slots(list(segments)):
        return activities.create(
            work,
            NewActivity(
                number=new.number.strip() or f"GC{uuid7().hex[-12:].upper()}",
                kind=LESSON,
                title=new.topic,
                theme=new.topic,
                place=new.place,
                segments=tuple(segments.values()),
                host_ids=(new.unit_id,),
            ),
        )


@contextmanager
def told_of_slots(names: Sequence[str]) -> Iterator[None]:
    """What core refuses of an activity is told under our names: these are the slots that became its segments."""
    try:
        yield
    except (ActivityInvalid, UnitClosed) as error:
        first, _, rest = str(error.details["field"]).partition(".")
        if first == "segments":
            place, _, name = rest.partition(".")
            error.details["field"] = f"{names[int(place)]}.{name}"
        elif first == "title":
            error.details["field"] = "topic"
        raise


def _check(work: Work, new: NewLesson) -> None:
    check_text(new.pre_meeting, "preMeeting")
    for field, value in (("subject", new.subject), ("grade", new.grade), ("place", new.place)):
        check_text(value, field, SHORT)
    check_order(new.lesson, new.before, new.after)
    roster = Roster(new.unit_id, new.lesson.on_date, new.presenter_id, new.invited_ids)
    check(work, roster, new.observers, {new.presenter_id: "presenterId"})


def check_order(lesson: NewSegment, before: NewSegment | None, after: NewSegment | None) -> None:
    """Refuse (ObservationInvalid) a meeting on the wrong side of the lesson."""
    if before is not None and _earlier(lesson, before):
        raise ObservationInvalid(
            "课前会议不能晚于上课", "The meeting before comes before the lesson", field="before.onDate"
        )
    if after is not None and _earlier(after, lesson):
        raise ObservationInvalid(
            "课后会议不能早于上课", "The meeting after comes after the lesson", field="after.onDate"
        )


def _earlier(one: NewSegment, other: NewSegment) -> bool:
    """By days, and by times where both have one."""
    if one.on_date != other.on_date or one.starts is None or other.starts is None:
        return one.on_date < other.on_date
    return one.starts < other.starts
