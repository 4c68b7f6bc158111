"""Register people one by one, and record dated facts about them; whole rosters are imported."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.audit import service as audit
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine import judge
from yanxiu_core.errors import NotFound
from yanxiu_core.facts import recording
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.errors import PersonInvalid, PersonNumberTaken
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import HOME, Person, PersonFact
from yanxiu_core.tabular.cells import prose, tight
from yanxiu_core.work import Work

FACTS = frozenset({"title", "subject", "stage", "post", "establishment", "entry_date", "on_post"})
"""What rosters say of a person; rules may ask for more."""
SEXES = ("0", "1", "2", "9")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who comes to the county: number (工号), name, and the unit where the person is at home since `valid_from`."""

    number: str
    name: str
    home_unit_id: UUID
    sex: str = "0"
    birth_date: date | None = None
    valid_from: date = BEGINNING


def register(work: Work, new: NewPerson) -> Person:
    """Register a person whose number nobody has. Raises PersonInvalid, PersonNumberTaken, NotFound, Forbidden."""
    work.require(Permission.PEOPLE_WRITE, new.home_unit_id)
    number, name = tight(new.number), prose(new.name)
    for field, value in (("number", number), ("name", name)):
        if not value or len(value) > LONGEST:
            raise PersonInvalid(
                f"工号和姓名不能为空, 且不超过 {LONGEST} 个字",
                f"Number and name must not be empty and have at most {LONGEST} characters",
                field=field,
            )
    if new.sex not in SEXES:
        raise PersonInvalid(
            f"性别代码 {new.sex} 有误; 可用: 0 未知, 1 男, 2 女, 9 未说明",
            f"No code of sex {new.sex}",
            field="sex",
        )
    work.record()
    if work.session.get(OrgUnit, (work.tenant_id, new.home_unit_id)) is None:
        raise NotFound("没有这个单位", "No such unit", field="homeUnitId")
    known = select(Person.name).where(Person.tenant_id == work.tenant_id, Person.number == number)
    taken = work.session.scalar(known)
    if taken is not None:
        raise PersonNumberTaken(
            f"工号 {number} 已登记为“{taken}”; 请核对工号",
            f"{number} is the number of {taken}",
            field="number",
        )
    person = Person(
        tenant_id=work.tenant_id, number=number, name=name, sex=new.sex, birth_date=new.birth_date
    )
    work.session.add(person)
    work.session.flush()
    assignments.assign(work, NewAssignment(person.id, new.home_unit_id, HOME, new.valid_from))
    audit.record(work, "person.register", counts={"people": 1}, rows=[(person.id, number)])
    return person


def record_facts(work: Work, person_id: UUID, facts: list[Fact]) -> int:
    """Record dated facts of a person; the verdicts that rest on them follow at once. Returns how many were new.

    Raises FactInvalid (field `facts.N.…`), NotFound, Forbidden.
    """
    if work.access.reach(Permission.PEOPLE_WRITE).nothing:
        work.require(Permission.PEOPLE_WRITE)
    if work.session.get(Person, (work.tenant_id, person_id)) is None:
        raise NotFound("没有这个人员", "No such person", field="personId")
    home = work.session.scalar(select(home_unit_on(work.tenant_id, person_id, work.today)))
    work.require(Permission.PEOPLE_WRITE, home)
    written = recording.record(work, PersonFact, facts, known_facts(work), person_id=person_id)
    audit.record(
        work,
        "person.facts",
        counts={"facts": len(written)},
        rows=[(person_id, fact.kind, fact.value, fact.valid_from) for fact in written],
    )
    if written:
        judge.after_facts(work, [person_id])
    return len(written)


def known_facts(work: Work) -> frozenset[str]:
    """What rosters say of people, and what the rules of the installed policies ask."""
    asked = (
        fact
        for policy in work.registry.policies.values()
        for rule in policy.rules
        for version in rule.versions
        for fact in (
            *(test.fact for test in version.population.all),
            *(test.fact for item in version.instead for test in item.all),
            version.population.entered,
        )
        if fact is not None
    )
    return FACTS.union(asked) - {"age"}
