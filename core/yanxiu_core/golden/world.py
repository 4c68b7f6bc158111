"""The world of a golden case: a small county's units, people and calendar, and what the case changes about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from uuid_utils.compat import uuid7

from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.calendars.models import CalendarPeriod
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine.bounds import SEMESTER
from yanxiu_core.golden.errors import CaseInvalid
from yanxiu_core.golden.model import Case, CasePeriod, CasePerson, Dated
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit, OrgUnitFact
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
    number: int
    """Its own among those that stand in the tenant together; numbers of people and activities begin with it."""

    def number_of(self, name: str) -> str:
        """The 工号 of a person."""
        return f"{self.number}-{name}"

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


def build(work: Work, how_many: int) -> list[World]:
    """So many worlds below the tenant's root, each with units and people of its own from the beginning of time on.

    The tenant has adopted nothing. `C` is the root itself, and so in all of them the same.
    """
    return _Builder(work).worlds(how_many)


class _Builder:
    """Collects the rows of worlds, so that each table is written once."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.root = root_id(work)
        self.units: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []

    def worlds(self, how_many: int) -> list[World]:
        """Write the rows of so many worlds."""
        made = [self._world(number) for number in range(1, how_many + 1)]
        tables = (
            (OrgUnit, self.units),
            (OrgUnitFact, self.names),
            (OrgEdge, self.edges),
            (Person, self.people),
            (PersonUnit, self.places),
        )
        for model, rows in tables:
            self.work.session.execute(insert(model), rows)
        return made

    def _world(self, number: int) -> World:
        units = {COUNTY: self.root, ZONE: self._unit("zone", ZONE, self.root)}
        for school in SCHOOLS:
            units[school] = self._unit("school", school, self.root)
            self._edge(units[school], units[ZONE], "zone")
        for group, school in GROUPS.items():
            units[group] = self._unit("subject_group", group, units[school])
        world = World(units, {name: uuid7() for name in PEOPLE}, number)
        for name, (school, group) in PEOPLE.items():
            person_id = world.people[name]
            self.people.append({**self._key, "id": person_id, "number": world.number_of(name), "name": name})
            for relation, unit in ((HOME, school), (GROUP, group)):
                place = {"person_id": person_id, "relation": relation, "unit_id": units[unit]}
                self.places.append({**self._recorded, **place})
        return world

    def _unit(self, kind: str, name: str, parent_id: UUID) -> UUID:
        unit_id = uuid7()
        self.units.append({**self._key, "id": unit_id, "kind": kind, "name": name})
        self.names.append({**self._recorded, "unit_id": unit_id, "kind": "name", "value": name})
        self._edge(unit_id, parent_id, MANAGEMENT)
        return unit_id

    def _edge(self, unit_id: UUID, parent_id: UUID, structure: str) -> None:
        place = {"unit_id": unit_id, "parent_id": parent_id, "structure": structure}
        self.edges.append({**self._recorded, **place})

    @property
    def _key(self) -> dict[str, Any]:
        return {"tenant_id": self.work.tenant_id}

    @property
    def _recorded(self) -> dict[str, Any]:
        return {**self._key, "valid_from": BEGINNING, "recorded_at": self.work.record()}


def publish(work: Work, periods: Sequence[CasePeriod]) -> None:
    """The calendar: the two semesters, and what a case has besides them or in their place."""
    given = [CasePeriod(kind=SEMESTER, key=key, starts_on=a, ends_on=z) for key, (a, z) in SEMESTERS.items()]
    for period in {(item.kind, item.key): item for item in (*given, *periods)}.values():
        work.session.add(
            CalendarPeriod(
                tenant_id=work.tenant_id,
                kind=period.kind,
                key=period.key,
                title=period.key,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                recorded_at=work.record(),
            )
        )
    work.session.flush()


def change(work: Work, world: World, case: Case) -> World:
    """What the case says of people and units."""
    people = dict(world.people)
    changed = World(world.units, people, world.number)
    for name, person in case.people.items():
        fresh = name not in people
        if fresh:
            people[name] = _add_person(work, changed, name)
        _change_person(work, world, people[name], person, fresh=fresh)
    for name, unit in case.units.items():
        for kind, history in unit.facts.items():
            work.session.add_all(_unit_facts(work, world.unit(name), kind, history))
    work.session.flush()
    for name, person in case.people.items():
        for item in person.assigned:
            days = (item.from_day, item.to_day)
            new = NewAssignment(changed.person(name), world.unit(item.unit), item.relation, *days)
            assignments.assign(work, new)
    return changed


def _add_person(work: Work, world: World, name: str) -> UUID:
    person = Person(tenant_id=work.tenant_id, number=world.number_of(name), name=name)
    work.session.add(person)
    work.session.flush()
    return person.id


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


def _belongs(work: Work, person_id: UUID, relation: str, unit_id: UUID, since: date) -> None:
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
