"""Lessons as they go on: the meetings, and the confirmation by which the one record counts for all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.models import PLANNED, Activity, ActivitySegment
from yanxiu_core.audit import service as audit
from yanxiu_core.codes.models import Code
from yanxiu_core.errors import NotFound
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work
from yanxiu_observation import observers
from yanxiu_observation.errors import ObservationClosed, ObservationInvalid
from yanxiu_observation.models import Lesson, Observer
from yanxiu_observation.observers import PLUGIN, NewObserver
from yanxiu_observation.planning import check_text

PRESENTER, LISTENER, MEETING = "授课", "听课", "参加"
"""Roles: who gives the lesson, who observes it, and everybody at a meeting."""
ATTENDED = "出席"


@dataclass(frozen=True, slots=True)
class Meetings:
    """What was agreed before the lesson and what was said after it; None leaves it as it is."""

    before: str | None = None
    after: str | None = None


def of_id(work: Work, lesson_id: UUID, *, locked: bool = True) -> tuple[Lesson, Activity]:
    """A lesson with its activity where the plugin is on, locked unless it is only read. Raises NotFound, PluginDisabled."""
    found = (
        select(Lesson, Activity)
        .join(Activity, (Activity.tenant_id == Lesson.tenant_id) & (Activity.id == Lesson.activity_id))
        .where(Lesson.tenant_id == work.tenant_id, Lesson.id == lesson_id)
    )
    row = work.session.execute(found.with_for_update(of=Lesson) if locked else found).one_or_none()
    if row is None:
        raise NotFound("没有这节观察课", "No such observed lesson", field="lessonId")
    require_on(work, PLUGIN, row[0].unit_id)
    if locked:
        # As it is now that the lock was waited for.
        work.session.refresh(row[1])
    return row[0], row[1]


def settle(work: Work, activity: Activity) -> None:
    """Take the moment, and read the activity anew: whoever confirms or cancels it does so before or after us."""
    work.record()
    work.session.refresh(activity)


def observers_of(work: Work, lesson_id: UUID) -> list[Observer]:
    """The observers of a lesson."""
    found = select(Observer).where(Observer.tenant_id == work.tenant_id, Observer.lesson_id == lesson_id)
    return list(work.session.scalars(found.order_by(Observer.id)))


def meet(work: Work, lesson_id: UUID, meetings: Meetings) -> Lesson:
    """Keep what a meeting has agreed, until the lesson is confirmed. Raises ObservationClosed, ObservationInvalid,
    PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    work.require(Permission.ACTIVITIES_WRITE, lesson.unit_id)
    require_planned(activity)
    _keep(lesson, meetings)
    work.session.flush()
    audit.record(
        work,
        "observation.meet",
        counts={"lessons": 1},
        rows=[(lesson.id, lesson.pre_meeting, lesson.post_meeting)],
        detail={"number": activity.number},
    )
    return lesson


def exchange(
    work: Work, lesson_id: UUID, given: Sequence[NewObserver], invited_ids: tuple[UUID, ...]
) -> Lesson:
    """Make these the observers of a planned lesson, each with views; see `observers.exchange`.

    Raises ObservationClosed, ObservationInvalid, ObserverNotInvited, PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    work.require(Permission.ACTIVITIES_WRITE, lesson.unit_id)
    require_planned(activity)
    return observers.exchange(work, lesson, observers_of(work, lesson.id), given, invited_ids)


def confirm(work: Work, lesson_id: UUID, absent: Mapping[UUID, str], meetings: Meetings) -> Lesson:
    """Confirm that a lesson was given and observed: attendance is recorded and hours, quotas and verdicts follow, at once.

    `absent` names observers who did not come, with their status; everybody else has handed in a record. Raises
    ObservationClosed, ObservationInvalid, what core refuses of a status, PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    work.require(Permission.ACTIVITIES_WRITE, lesson.unit_id)
    work.require(Permission.ACTIVITIES_CONFIRM, lesson.unit_id)
    settle(work, activity)
    require_planned(activity)
    _require_past(work, activity)
    _keep(lesson, meetings)
    present = observers_of(work, lesson.id)
    _check_absent(work, present, absent)
    work.session.flush()
    entries = list(_entries(work, lesson, present, absent))
    participations.record(work, activity.id, entries)
    activities.confirm(work, activity.id)
    audit.record(
        work,
        "observation.confirm",
        counts={"lessons": 1, "observers": len(present) - len(absent)},
        rows=[(lesson.id, activity.id)],
        detail={"number": activity.number},
    )
    return lesson


def require_planned(activity: Activity) -> None:
    """Refuse a lesson that is confirmed or cancelled. Raises ObservationClosed."""
    if activity.state != PLANNED:
        raise ObservationClosed(
            f"观察课 {activity.number} {'已确认' if activity.state == 'confirmed' else '已取消'}, 不能再改",
            f"Observed lesson {activity.number} is {activity.state} and stays as it is",
            field="lessonId",
        )


def _require_past(work: Work, activity: Activity) -> None:
    """What is still to come is not confirmed, and be it the last meeting."""
    last = work.session.scalar(
        select(func.max(ActivitySegment.on_date)).where(
            ActivitySegment.tenant_id == work.tenant_id,
            ActivitySegment.activity_id == activity.id,
            ActivitySegment.superseded_at.is_(None),
        )
    )
    if last is not None and last > work.today:
        raise ObservationInvalid(
            f"这节课或会议定在 {last}, 还没有到; 请在结束后确认",
            f"The lesson or its last meeting is on {last}; confirm it afterwards",
            field="lessonId",
        )


def _keep(lesson: Lesson, meetings: Meetings) -> None:
    for name, value in (("pre_meeting", meetings.before), ("post_meeting", meetings.after)):
        if value is not None:
            check_text(value, "preMeeting" if name == "pre_meeting" else "postMeeting")
            setattr(lesson, name, value.strip())


def _check_absent(work: Work, present: list[Observer], absent: Mapping[UUID, str]) -> None:
    known = {each.person_id for each in present}
    statuses = _absences(work)
    for index, (person_id, status) in enumerate(absent.items()):
        if person_id not in known:
            raise ObservationInvalid(
                "此人不是这节课的观察者",
                "This person does not observe this lesson",
                field=f"absent.{index}.personId",
            )
        if status not in statuses:
            there = "、".join(statuses)
            raise ObservationInvalid(
                f"“{status}”不是未到的状态; 可用: {there}",
                f"{status!r} is no status of somebody who did not come; there are: {there}",
                field=f"absent.{index}.status",
            )
    if len(absent) == len(present):
        raise ObservationInvalid(
            "无人观察的课不能确认; 请取消这项活动",
            "Nobody has observed this lesson; cancel the activity instead",
            field="absent",
        )
    lacking = [each for each in present if each.record_id is None and each.person_id not in absent]
    if lacking:
        raise ObservationInvalid(
            f"还有 {len(lacking)} 位观察者没有交观察表; 未到的请写在 absent 中",
            f"{len(lacking)} observers have handed in no record; name those who did not come in `absent`",
            field="absent",
        )


def _absences(work: Work) -> tuple[str, ...]:
    """The county's statuses of those who did not come."""
    found = select(Code.code).where(
        Code.tenant_id == work.tenant_id,
        Code.system == "attendance_status",
        Code.meaning.in_(("absent", "excused")),
    )
    return tuple(work.session.scalars(found.order_by(Code.position, Code.code)))


def _entries(
    work: Work, lesson: Lesson, present: list[Observer], absent: Mapping[UUID, str]
) -> Iterator[Entry]:
    """Everybody in every segment; as presenter and observers in the one in which the lesson is given."""
    positions = work.session.scalars(
        select(ActivitySegment.position).where(
            ActivitySegment.tenant_id == work.tenant_id,
            ActivitySegment.activity_id == lesson.activity_id,
            ActivitySegment.superseded_at.is_(None),
        )
    ).all()
    for position in sorted(positions):
        given = position == lesson.position
        yield Entry(lesson.presenter_id, ATTENDED, PRESENTER if given else MEETING, position)
        for each in present:
            status = absent.get(each.person_id, ATTENDED)
            yield Entry(each.person_id, status, LISTENER if given else MEETING, position)
