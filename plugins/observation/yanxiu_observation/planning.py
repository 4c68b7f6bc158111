"""Plan an observed lesson: one activity in core, with its observers and their 视角."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.service import ancestors, descendants
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import Person
from yanxiu_core.switches.state import require_on, settings_of
from yanxiu_core.work import Work
from yanxiu_observation.errors import ObservationInvalid, ObserverNotInvited
from yanxiu_observation.models import Lesson, Observer
from yanxiu_observation.views import VIEWS

PLUGIN = "observation"
LESSON = "observation.lesson"
LONGEST = 5_000
"""Characters of what a meeting has said."""


@dataclass(frozen=True, slots=True)
class NewObserver:
    """Who observes, from which 视角."""

    person_id: UUID
    views: tuple[str, ...]


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
    segments = [each for each in (new.before, new.lesson, new.after) if each is not None]
    activity = activities.create(
        work,
        NewActivity(
            number=new.number.strip() or f"GC{uuid7().hex[-12:].upper()}",
            kind=LESSON,
            title=new.topic,
            theme=new.topic,
            place=new.place,
            segments=tuple(segments),
            host_ids=(new.unit_id,),
        ),
    )
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
    work.session.add_all(
        Observer(
            tenant_id=work.tenant_id, lesson_id=lesson.id, person_id=each.person_id, views=list(each.views)
        )
        for each in new.observers
    )
    work.session.flush()
    audit.record(
        work,
        "observation.plan",
        counts={"lessons": 1, "observers": len(new.observers)},
        rows=[(lesson.id, activity.id), *((each.person_id, *each.views) for each in new.observers)],
        detail={"number": activity.number},
    )
    return lesson


def _check(work: Work, new: NewLesson) -> None:
    if not new.observers:
        raise ObservationInvalid("至少有一位观察者", "Name at least one observer", field="observers")
    for field, value in (("preMeeting", new.pre_meeting), ("subject", new.subject), ("grade", new.grade)):
        check_text(value, field)
    most = settings_of(work, PLUGIN, new.unit_id).most_views
    seen = {new.presenter_id}
    for index, each in enumerate(new.observers):
        field = f"observers.{index}"
        if each.person_id in seen:
            raise ObservationInvalid(
                "同一人在一节课中只登记一次: 执教, 或一位观察者",
                "Everybody takes part once: as the presenter, or as one observer",
                field=f"{field}.personId",
            )
        seen.add(each.person_id)
        _check_views(each.views, most, f"{field}.views")
    _check_schools(work, new)


def check_text(value: str, field: str) -> None:
    """Refuse a text that is too long."""
    if len(value) > LONGEST:
        raise ObservationInvalid(
            f"最多 {LONGEST} 个字, 现为 {len(value)} 个", f"At most {LONGEST} characters", field=field
        )


def _check_views(views: tuple[str, ...], most: int, field: str) -> None:
    unknown = [view for view in views if view not in VIEWS]
    if unknown:
        there = "、".join(VIEWS)
        raise ObservationInvalid(
            f"没有视角“{unknown[0]}”; 可用: {there}",
            f"No view {unknown[0]!r}; there are: {there}",
            field=field,
        )
    if not 1 <= len(views) <= most or len(set(views)) < len(views):
        raise ObservationInvalid(
            f"每位观察者选 1 至 {most} 个不同的视角",
            f"An observer chooses 1 to {most} different views",
            field=field,
        )


def _check_schools(work: Work, new: NewLesson) -> None:
    """Everybody is of the unit's school on that day, or of an invited unit."""
    people = {new.presenter_id: "presenterId"}
    people |= {each.person_id: f"observers.{index}.personId" for index, each in enumerate(new.observers)}
    homes = _homes(work, new, people)
    inside = set(descendants(work, _school(work, new.unit_id)))
    for index, unit_id in enumerate(new.invited_ids):
        below = descendants(work, unit_id)
        if not below:
            raise NotFound("没有这个单位", "No such unit", field=f"invitedIds.{index}")
        inside |= below
    for person_id, field in people.items():
        if person_id not in homes:
            raise NotFound("没有这个人员", "No such person", field=field)
        if homes[person_id] not in inside:
            raise ObserverNotInvited(
                "此人当日不在本校; 外校人员须先邀请其单位 (invitedIds)",
                "This person is of another school on that day; invite that unit (invitedIds) first",
                field=field,
            )


def _homes(work: Work, new: NewLesson, people: Collection[UUID]) -> Mapping[UUID, UUID | None]:
    home = home_unit_on(work.tenant_id, Person.id, new.lesson.on_date)
    found = select(Person.id, home).where(Person.tenant_id == work.tenant_id, Person.id.in_(people))
    return {row[0]: row[1] for row in work.session.execute(found)}


def _school(work: Work, unit_id: UUID) -> UUID:
    """The school in which a group stands; a unit in no school stands for itself."""
    line = ancestors(work, unit_id)
    kinds = select(OrgUnit.id).where(
        OrgUnit.tenant_id == work.tenant_id, OrgUnit.id.in_(line), OrgUnit.kind == "school"
    )
    schools = set(work.session.scalars(kinds))
    return next((each for each in line if each in schools), unit_id)
