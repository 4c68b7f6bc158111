"""The world of golden cases: a small county, built once in a tenant, and what one case changes about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.calendars.models import CalendarPeriod
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine.bounds import SEMESTER
from yanxiu_core.golden.errors import CaseInvalid
from yanxiu_core.golden.model import Case, CasePerson, Dated
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.models import OrgUnit, OrgUnitFact
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.people.models import GROUP, HOME, Person, PersonFact, PersonUnit
from yanxiu_core.work import Work

COUNTY, ZONE, SCHOOLS = "C", "Z1", ("S1", "S2")
GROUPS = {"G1": "S1", "G2": "S2"}
PEOPLE = {"T1": ("S1", "G1"), "T2": ("S1", "G1"), "T3": ("S2", "G2")}
SEMESTERS = {"short": (date(2025, 9, 1), date(2025, 9, 28)), "autumn": (date(2025, 9, 1), date(2026, 1, 20))}


@dataclass(frozen=True, slots=True)
class World:
    """The ids of units and people by their names in cases."""

    units: dict[str, UUID]
    people: dict[str, UUID]

    def unit(self, name: str) -> UUID:
        """A unit's id. Raises CaseInvalid."""
        return _named(self.units, name)

    def person(self, name: str) -> UUID:
        """A person's id. Raises CaseInvalid."""
        return _named(self.people, name)

    def subject(self, name: str) -> UUID:
        """The id of a person or unit. Raises CaseInvalid."""
        return _named({**self.units, **self.people}, name)


def _named(ids: dict[str, UUID], name: str) -> UUID:
    if name not in ids:
        known = "、".join(ids)
        raise CaseInvalid(
            f"算例中没有“{name}”; 有: {known}", f"There is no {name!r} in the world of cases: {known}"
        )
    return ids[name]


def world_of(work: Work) -> World:
    """The world of this tenant, built where it is not there yet. The tenant has adopted nothing."""
    units = _units(work)
    if ZONE not in units:
        _build(work)
        units = _units(work)
    people = select(Person.number, Person.id).where(Person.tenant_id == work.tenant_id)
    return World(
        {**units, COUNTY: root_id(work)}, {row.number: row.id for row in work.session.execute(people)}
    )


def _units(work: Work) -> dict[str, UUID]:
    units = select(OrgUnit.name, OrgUnit.id).where(OrgUnit.tenant_id == work.tenant_id)
    return {row.name: row.id for row in work.session.execute(units)}


def _build(work: Work) -> None:
    """Units and people from the beginning of time; the two semesters."""
    root = root_id(work)
    units = {ZONE: org_units.create(work, kind="zone", name=ZONE, parent_id=root).id}
    for school in SCHOOLS:
        units[school] = org_units.create(work, kind="school", name=school, parent_id=root).id
        org_units.place(work, units[school], units[ZONE], structure="zone")
    for group, school in GROUPS.items():
        units[group] = org_units.create(work, kind="subject_group", name=group, parent_id=units[school]).id
    for number, (school, group) in PEOPLE.items():
        person_id = _add_person(work, number)
        _belongs(work, person_id, HOME, units[school])
        _belongs(work, person_id, GROUP, units[group])
    for key, (first, last) in SEMESTERS.items():
        add_period(work, SEMESTER, key, first, last)
    work.session.flush()


def _add_person(work: Work, number: str) -> UUID:
    person = Person(tenant_id=work.tenant_id, number=number, name=number)
    work.session.add(person)
    work.session.flush()
    return person.id


def _belongs(work: Work, person_id: UUID, relation: str, unit_id: UUID, since: date = BEGINNING) -> None:
    work.session.add(
        PersonUnit(
            tenant_id=work.tenant_id,
            person_id=person_id,
            relation=relation,
            unit_id=unit_id,
            valid_from=since,
            recorded_at=work.record(),
        )
    )


def add_period(work: Work, kind: str, key: str, starts_on: date, ends_on: date) -> None:
    """A published period, judged by nobody yet."""
    work.session.add(
        CalendarPeriod(
            tenant_id=work.tenant_id,
            kind=kind,
            key=key,
            title=key,
            starts_on=starts_on,
            ends_on=ends_on,
            recorded_at=work.record(),
        )
    )


def change(work: Work, world: World, case: Case) -> World:
    """What the case says of people, units and the calendar; inside its trial."""
    people = dict(world.people)
    for period in case.calendar:
        _supersede_period(work, period.kind, period.key)
        add_period(work, period.kind, period.key, period.starts_on, period.ends_on)
    for name, person in case.people.items():
        fresh = name not in people
        if fresh:
            people[name] = _add_person(work, name)
        _change_person(work, world, people[name], person, fresh=fresh)
    for name, unit in case.units.items():
        for kind, history in unit.facts.items():
            work.session.add_all(_unit_facts(work, world.unit(name), kind, history))
    work.session.flush()
    changed = World(world.units, people)
    for name, person in case.people.items():
        for item in person.assigned:
            days = (item.from_day, item.to_day)
            new = NewAssignment(changed.person(name), world.unit(item.unit), item.relation, *days)
            assignments.assign(work, new)
    return changed


def _supersede_period(work: Work, kind: str, key: str) -> None:
    work.session.execute(
        update(CalendarPeriod)
        .where(
            CalendarPeriod.tenant_id == work.tenant_id,
            CalendarPeriod.kind == kind,
            CalendarPeriod.key == key,
            CalendarPeriod.superseded_at.is_(None),
        )
        .values(superseded_at=work.record())
        .execution_options(synchronize_session=False)
    )


def _change_person(work: Work, world: World, person_id: UUID, person: CasePerson, *, fresh: bool) -> None:
    for kind, history in person.facts.items():
        work.session.add_all(
            PersonFact(
                tenant_id=work.tenant_id,
                person_id=person_id,
                kind=kind,
                value=item.value,
                valid_from=item.from_day or BEGINNING,
                recorded_at=work.record(),
            )
            for item in history
        )
    if person.birth_date:
        work.session.execute(
            update(Person)
            .where(Person.tenant_id == work.tenant_id, Person.id == person_id)
            .values(birth_date=person.birth_date)
            .execution_options(synchronize_session=False)
        )
    homes = person.unit or ((Dated(value=SCHOOLS[0]),) if fresh else ())
    _move(work, person_id, HOME, [(world.unit(item.value), item.from_day) for item in homes])
    if person.group is not None:
        _move(work, person_id, GROUP, [(world.unit(person.group), None)])


def _move(work: Work, person_id: UUID, relation: str, places: list[tuple[UUID, date | None]]) -> None:
    """Undated places take the place of what was, dated ones follow on it (a group left ends the day before)."""
    if any(since is None for _, since in places):
        work.session.execute(
            update(PersonUnit)
            .where(
                PersonUnit.tenant_id == work.tenant_id,
                PersonUnit.person_id == person_id,
                PersonUnit.relation == relation,
                PersonUnit.superseded_at.is_(None),
            )
            .values(superseded_at=work.record())
            .execution_options(synchronize_session=False)
        )
    for unit_id, since in places:
        _belongs(work, person_id, relation, unit_id, since or BEGINNING)


def _unit_facts(work: Work, unit_id: UUID, kind: str, history: Iterable[Dated]) -> list[OrgUnitFact]:
    return [
        OrgUnitFact(
            tenant_id=work.tenant_id,
            unit_id=unit_id,
            kind=kind,
            value=item.value,
            valid_from=item.from_day or BEGINNING,
            recorded_at=work.record(),
        )
        for item in history
    ]
