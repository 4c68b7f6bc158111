"""Who observes a lesson, from which 视角: chosen when it is planned, exchanged until it is confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.authority import units_of_activity
from yanxiu_core.audit import service as audit
from yanxiu_core.engine.tree import above, parents
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.service import descendants
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import Person
from yanxiu_core.switches.state import settings_of
from yanxiu_core.work import Work
from yanxiu_observation.errors import ObservationInvalid, ObserverNotInvited
from yanxiu_observation.models import Lesson, Observer
from yanxiu_observation.views import VIEWS

PLUGIN = "observation"
MOST = 100
"""Observers of one lesson."""


@dataclass(frozen=True, slots=True)
class NewObserver:
    """Who observes, from which 视角."""

    person_id: UUID
    views: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """For what observers are chosen: the unit's lesson on a day, its presenter, and whose people may come besides.

    `host_ids` are the units whose lesson it is now, where it was handed over by a merging of its unit.
    """

    unit_id: UUID
    on_date: date
    presenter_id: UUID
    invited_ids: tuple[UUID, ...] = ()
    host_ids: tuple[UUID, ...] = ()


def roster_of(work: Work, lesson: Lesson, on_date: date, invited_ids: tuple[UUID, ...]) -> Roster:
    """That of a lesson which is planned, on this day."""
    hosts = units_of_activity(work, lesson.activity_id)
    return Roster(lesson.unit_id, on_date, lesson.presenter_id, invited_ids, hosts)


def observer_of(lesson: Lesson, new: NewObserver) -> Observer:
    """The row of a new observer."""
    return Observer(
        tenant_id=lesson.tenant_id, lesson_id=lesson.id, person_id=new.person_id, views=list(new.views)
    )


def check(work: Work, roster: Roster, given: Sequence[NewObserver], coming: Mapping[UUID, str]) -> None:
    """Refuse observers who cannot be: everybody once, each from known views, of the school or an invited unit.

    `coming`: others who must be of these units, with the field that names them. Raises ObservationInvalid,
    ObserverNotInvited, NotFound.
    """
    _check_once(work, roster, given)
    people = {each.person_id: f"observers.{index}.personId" for index, each in enumerate(given)}
    _check_schools(work, roster, {**coming, **people})


def check_moved(work: Work, roster: Roster, before: date, present: Collection[UUID]) -> None:
    """Refuse a new day on which somebody is of another school than on the day before it was moved, unless that is invited.

    The lesson's own and invited people stay without being invited again. Raises ObserverNotInvited, NotFound.
    """
    everybody = {*present, roster.presenter_id}
    then, now = _homes(work, before, everybody), _homes(work, roster.on_date, everybody)
    changed = [person_id for person_id in everybody if then.get(person_id) != now.get(person_id)]
    _check_schools(work, roster, dict.fromkeys(changed, "lesson.onDate"))


def exchange(
    work: Work,
    lesson: Lesson,
    present: Sequence[Observer],
    given: Sequence[NewObserver],
    invited_ids: tuple[UUID, ...],
) -> Lesson:
    """Make these the observers of a planned lesson; who is not named observes it no more.

    Whoever has handed in a record stays, with the same views. Raises what `check` does, Forbidden.
    """
    work.require(Permission.ACTIVITIES_WRITE, lesson.unit_id)
    before = {each.person_id: each for each in present}
    roster = roster_of(work, lesson, lesson.on_date, invited_ids)
    _check_once(work, roster, given)
    new = {
        each.person_id: f"observers.{index}.personId"
        for index, each in enumerate(given)
        if each.person_id not in before
    }
    _check_schools(work, roster, new)
    named = {each.person_id: each for each in given}
    _check_handed_in(present, named)
    gone = [each for each in present if each.person_id not in named]
    for each in gone:
        work.session.delete(each)
    work.session.flush()
    for person_id, wanted in named.items():
        if person_id in before:
            before[person_id].views = list(wanted.views)
        else:
            work.session.add(observer_of(lesson, wanted))
    work.session.flush()
    audit.record(
        work,
        "observation.exchange",
        counts={"added": len(new), "removed": len(gone), "observers": len(named)},
        rows=[
            *((lesson.id, "removed", each.person_id) for each in gone),
            *((lesson.id, "observes", each.person_id, *each.views) for each in given),
        ],
    )
    return lesson


def _check_handed_in(present: Sequence[Observer], named: Mapping[UUID, NewObserver]) -> None:
    for each in present:
        wanted = named.get(each.person_id)
        if each.record_id is not None and (wanted is None or set(wanted.views) != set(each.views)):
            chosen = "、".join(each.views)
            raise ObservationInvalid(
                f"已交观察表的观察者须保留, 视角不变 ({chosen})",
                f"An observer who has handed in a record stays, with the same views ({chosen})",
                field="observers",
            )


def _check_once(work: Work, roster: Roster, given: Sequence[NewObserver]) -> None:
    if not 1 <= len(given) <= MOST:
        raise ObservationInvalid(
            f"观察者为 1 至 {MOST} 位", f"A lesson has 1 to {MOST} observers", field="observers"
        )
    most = settings_of(work, PLUGIN, roster.unit_id).most_views
    seen = {roster.presenter_id}
    for index, each in enumerate(given):
        field = f"observers.{index}"
        if each.person_id in seen:
            raise ObservationInvalid(
                "同一人在一节课中只登记一次: 执教, 或一位观察者",
                "Everybody takes part once: as the presenter, or as one observer",
                field=f"{field}.personId",
            )
        seen.add(each.person_id)
        _check_views(each.views, most, f"{field}.views")


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


def _check_schools(work: Work, roster: Roster, people: Mapping[UUID, str]) -> None:
    """Everybody (each with the field that names them) is of the lesson's school on that day, or of an invited unit.

    After a merging that is the school that follows, and on a day before it the merged one, whose people they were.
    """
    names, homes = _names(work, people), _homes(work, roster.on_date, people)
    schools = {_school(work, unit_id, roster.on_date) for unit_id in (roster.unit_id, *roster.host_ids)}
    inside = {unit_id for school in schools for unit_id in descendants(work, school)}
    for index, unit_id in enumerate(roster.invited_ids):
        below = descendants(work, unit_id)
        if not below:
            raise NotFound("没有这个单位", "No such unit", field=f"invitedIds.{index}")
        inside |= below
    for person_id, field in people.items():
        if person_id not in names:
            raise NotFound("没有这个人员", "No such person", field=field)
        if homes[person_id] not in inside:
            raise ObserverNotInvited(
                f"{names[person_id]}当日不在本校; 外校人员须先邀请其单位 (invitedIds)",
                f"{names[person_id]} is of another school on that day; invite that unit (invitedIds) first",
                field=field,
            )


def _homes(work: Work, day: date, people: Collection[UUID]) -> Mapping[UUID, UUID | None]:
    home = home_unit_on(work.tenant_id, Person.id, day)
    found = select(Person.id, home).where(Person.tenant_id == work.tenant_id, Person.id.in_(people))
    return {row[0]: row[1] for row in work.session.execute(found)}


def _names(work: Work, people: Collection[UUID]) -> Mapping[UUID, str]:
    found = select(Person.id, Person.name).where(Person.tenant_id == work.tenant_id, Person.id.in_(people))
    return {row[0]: row[1] for row in work.session.execute(found)}


def _school(work: Work, unit_id: UUID, on: date) -> UUID:
    """The school in which a group stands on a day; a unit in no school stands for itself."""
    line = [unit_id, *above(unit_id, parents(work, on))]
    kinds = select(OrgUnit.id).where(
        OrgUnit.tenant_id == work.tenant_id, OrgUnit.id.in_(line), OrgUnit.kind == "school"
    )
    schools = set(work.session.scalars(kinds))
    return next((each for each in line if each in schools), unit_id)
