"""Made-up semesters of 教研员 who stay at schools: whom they belong to, where they were, what they heard and taught."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.actor import Actor
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.calendars import service as calendars
from yanxiu_core.calendars.state import is_workday
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.org_units.facts import record_facts
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry
from yanxiu_core.people import service as people
from yanxiu_core.people.models import Person
from yanxiu_core.records import confirmation
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.work import Work
from yanxiu_tenants.roles.access import RoleAccess

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
EMBED, COVER = "dundian.embed", "dundian.cover"
LOCALES = ("农村", "城区", "乡村", "镇区", "农村", "城区")
"""Of the county's schools in their order."""


@dataclass(frozen=True, slots=True)
class Researcher:
    """A 教研员: full time with two schools by their places on the list, or part time with one to look after."""

    number: str
    name: str
    status: str
    schools: tuple[int, ...]
    days: int = 0
    """Working days at the schools; the last two wait for confirmation."""
    heard: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A semester."""

    key: str
    starts_on: date
    ends_on: date


def terms(first_year: int, today: date) -> list[Term]:
    """The semesters from the autumn of a year to the one that runs, or ran last."""
    found = []
    for year in range(first_year, today.year + 1):
        found.append(Term(f"{year}-{year + 1}-1", date(year, 9, 1), date(year + 1, 1, 16)))
        found.append(Term(f"{year}-{year + 1}-2", date(year + 1, 2, 24), date(year + 1, 7, 4)))
    return [term for term in found if term.starts_on <= today]


def prepare(work: Work, researchers: Iterable[Researcher], first_year: int) -> None:
    """Semesters, and researchers at home in the county's office, each once."""
    for term in terms(first_year, work.today):
        calendars.publish(work, "semester", term.key, f"{term.key}学期", term.starts_on, term.ends_on)
    known = set(work.session.scalars(select(Person.number).where(Person.tenant_id == work.tenant_id)))
    for researcher in researchers:
        if researcher.number not in known:
            new = people.NewPerson(researcher.number, researcher.name, root_id(work))
            people.record_facts(work, people.register(work, new).id, [Fact("researcher", researcher.status)])


def place(work: Work) -> None:
    """Say of every school whether it is urban or rural."""
    for school, locale in zip(_schools(work), LOCALES, strict=True):
        record_facts(work, school.id, [Fact("locale", locale)])


def play(work: Work, term: Term, researchers: Iterable[Researcher]) -> None:
    """One semester, as far as it has come."""
    schools = _schools(work)
    last = min(term.ends_on, work.today)
    held: list[UUID] = []
    for researcher in researchers:
        mine = [schools[number] for number in researcher.schools]
        relation = EMBED if researcher.days else COVER
        person_id = _person(work, researcher.number)
        for school in mine:
            assignments.assign(work, NewAssignment(person_id, school.id, relation, term.starts_on))
        if researcher.days:
            _stay(work, researcher, person_id, mine, term, last)
            held += _teach(work, researcher, person_id, mine, term, last)
    held += _lectures(work, term, last)
    activities.mark_confirmed(work, held)
    activities.post(work, held)


def _stay(
    work: Work, researcher: Researcher, person_id: UUID, schools: list[OrgUnit], term: Term, last: date
) -> None:
    """Days at the schools week by week in turn, the last of all a half one; each school confirms but the last two."""
    days = list(islice(_workdays(term.starts_on + WEEK, last), researcher.days))
    entries = [
        RecordInput(
            "embed.presence",
            day,
            person_id=person_id,
            at=time(8),
            measure="days",
            amount=Decimal("0.5") if place == researcher.days - 1 else Decimal(1),
            at_unit_id=schools[place // 5 % len(schools)].id,
        )
        for place, day in enumerate(days)
    ]
    plans = [
        RecordInput("蹲点计划", term.starts_on, person_id=person_id, at_unit_id=school.id)
        for school in schools
    ]
    topic = RecordInput("教研课题", term.starts_on, person_id=person_id, title="作业设计", fields=("plan",))
    numbers = records.register_many(work, [*entries, *plans, topic]).numbers
    for school in schools:
        confirmed = [
            number
            for entry, number in zip(entries[:-2], numbers, strict=False)
            if entry.at_unit_id == school.id
        ]
        if confirmed:
            confirmation.confirm(_as_school(work, school), confirmed)
    new = NewEvidence(
        person_id, "蹲点日记", "第一周", term.starts_on + WEEK, body="听了三节课, 和教研组一起改了一份教案。"
    )
    evidence.record(work, new)


def _as_school(work: Work, school: OrgUnit) -> Work:
    actor = Actor("token", None, f"{school.name}教导处", "school", unit_id=school.id)
    return replace(work, actor=actor, access=RoleAccess("school", unit_id=school.id))


def _teach(
    work: Work, researcher: Researcher, person_id: UUID, schools: list[OrgUnit], term: Term, last: date
) -> list[UUID]:
    """Two 研讨课, four meetings of groups, and the lessons heard, every fourth of which is commented on."""
    plan = [
        ("研讨课", "上课", 20),
        ("研讨课", "上课", 45),
        *(("教研组活动", "参加", 10 + 20 * n) for n in range(4)),
    ]
    plan += [
        ("听评课", "听评课", 8 + 2 * n) if n % 4 == 0 else ("听课", "听课", 8 + 2 * n)
        for n in range(researcher.heard)
    ]
    made = []
    for number, (kind, role, after) in enumerate(plan):
        day = next(_workdays(term.starts_on + DAY * after, term.ends_on), last + DAY)
        if day <= last:
            school = schools[number % len(schools)]
            code = f"{researcher.number}-{term.key}-{number:02}"
            activity = activities.create(work, _activity(code, kind, day, school))
            participations.record(work, activity.id, [Entry(person_id, "出席", role)])
            made.append(activity.id)
    return made


def _lectures(work: Work, term: Term, last: date) -> list[UUID]:
    """Two of the county's own."""
    root = work.session.get(OrgUnit, (work.tenant_id, root_id(work)))
    days = [term.starts_on + WEEK * 6, term.starts_on + WEEK * 12]
    return [
        activities.create(work, _activity(f"J-{term.key}-{place}", "教学讲座", day, root)).id
        for place, day in enumerate(days, start=1)
        if root is not None and day <= last
    ]


def _activity(number: str, kind: str, day: date, host: OrgUnit) -> NewActivity:
    segment = NewSegment(day, time(9), time(9, 45), None, "")
    return NewActivity(
        number=number, kind=kind, title=f"{host.name}{kind}", segments=(segment,), host_ids=(host.id,)
    )


def _workdays(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if is_workday(day):
            yield day
        day += DAY


def _schools(work: Work) -> list[OrgUnit]:
    found = select(OrgUnit).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.kind == "school")
    return list(work.session.scalars(found.order_by(OrgUnit.code)))


def _person(work: Work, number: str) -> UUID:
    found = select(Person.id).where(Person.tenant_id == work.tenant_id, Person.number == number)
    return work.session.scalars(found).one()
