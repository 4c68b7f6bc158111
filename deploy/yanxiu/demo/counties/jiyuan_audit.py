"""济源's audit, as far as it has come: groups, claims in every state, a notice, an open objection, one school certified.

Everything is done through the services, by the people whom it is up to, on the days on which it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.actor import Actor
from yanxiu_core.claims import confirming, deciding, drafting
from yanxiu_core.claims.models import ACCEPT, DRAFTED, OPEN, RETURN, Claim
from yanxiu_core.notices import service as notices
from yanxiu_core.notices.models import NoticeRow
from yanxiu_core.objections import service as objections
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.people import service as people
from yanxiu_core.people.models import GROUP, HOME, Person, PersonUnit
from yanxiu_core.people.service import NewPerson
from yanxiu_core.review_groups import service as groups
from yanxiu_core.review_groups.inputs import MemberInput, RosterInput
from yanxiu_core.samples import service as samples
from yanxiu_core.seals import service as seals
from yanxiu_core.work import Work

POLICY = "jiyuan.audit"
OFFICE = ("K6200001", "K6200002", "K6200003", "K6200004")
"""工号 of the county's own group."""
CENTRAL = "济源城关中心校"
SEATS = 5
"""Of a school's group: who comes first on its roster (校长, 教导主任, 教研组长)."""


def audited_year(today: date) -> str:
    """The last audit year that is over: it is audited from June on, until the next one ends."""
    end = today.year if today > date(today.year, 5, 30) else today.year - 1
    return f"{end - 1}-{end}"


def appoint(work: Work) -> None:
    """A 中心校 over two schools; the review groups of the 教研组, the schools, the 中心校 and the county."""
    root = root_id(work)
    central = org_units.create(work, kind="central_school", name=CENTRAL, parent_id=root)
    for school in _units(work, "school")[:2]:
        org_units.place(work, school.id, central.id, valid_from=date(2020, 9, 1))
    office = [
        people.register(work, NewPerson(number, f"审核员{place}", root)).id
        for place, number in enumerate(OFFICE, start=1)
    ]
    _appoint(work, root, "济源市学时审核领导小组", office)
    schools = _units(work, "school")
    _appoint(work, central.id, f"{CENTRAL}学时审核小组", _staff(work, schools[1].id)[:SEATS])
    for school in schools:
        _appoint(work, school.id, f"{school.name}学时审核领导小组", _staff(work, school.id)[:SEATS])
    for group in _units(work, "subject_group"):
        _appoint(work, group.id, group.name, _staff(work, group.id, GROUP)[:1])


def audit(work: Work, window: str) -> None:
    """Draft and confirm; school 3 is certified, school 4 waits for the seal, 1 and 2 show, the others are on their way."""
    year = _Audit(work, window, _units(work, "school"))
    drafting.draft(work, POLICY, window)
    year.confirm(range(5))
    year.verify(range(5))
    year.review(range(4))
    for school, document in ((2, "济教〔2026〕12号"), (3, "")):
        year.show(school, work.today - timedelta(days=25))
        year.certify(document)
    year.return_one(4)
    notice = year.show(0, work.today)
    year.show(1, work.today)
    year.object_to(notice, "集体备课第3次没有参加")


@dataclass(slots=True)
class _Audit:
    """The audit of one window. Schools are named by their place in the county's order, from 0."""

    work: Work
    window: str
    schools: Sequence[OrgUnit]

    def by(self, person: UUID, today: date | None = None) -> Work:
        """The same transaction, on behalf of this person, on this day."""
        actor = Actor("operator", None, "示范", "operator", person)
        return replace(self.work, actor=actor, today=today or self.work.today)

    def confirm(self, schools: Iterable[int]) -> None:
        """Everybody of these schools has confirmed, but for every tenth."""
        for school in schools:
            for place, claim in enumerate(self.claims(school, DRAFTED, "confirm"), start=1):
                if place % 10:
                    confirming.confirm(self.by(claim.person_id), claim.id)

    def verify(self, schools: Iterable[int]) -> None:
        """The heads of the 教研组 accept one by one."""
        for school in schools:
            for claim in self.claims(school, OPEN, "verify"):
                group = claim.group_unit_id or claim.review_unit_id
                heads = _seats(self.work, group)
                own = [each for each in heads if each != claim.person_id]
                decider = own[0] if own else _other(_seats(self.work, claim.review_unit_id), claim.person_id)
                deciding.decide(self.by(decider), claim.id, ACCEPT)

    def review(self, schools: Iterable[int]) -> None:
        """Two of the school's group accept each claim."""
        for school in schools:
            seated = _seats(self.work, self.schools[school].id)
            for claim in self.claims(school, OPEN, "school_review"):
                for decider in [each for each in seated if each != claim.person_id][:2]:
                    deciding.decide(self.by(decider), claim.id, ACCEPT)

    def return_one(self, school: int) -> None:
        """One claim goes back to its person, for a reason."""
        claim = self.claims(school, OPEN, "school_review")[-1]
        decider = _other(_seats(self.work, self.schools[school].id), claim.person_id)
        deciding.decide(self.by(decider), claim.id, RETURN, "3月的两次听课没有记录, 请补充证明")

    def show(self, school: int, first: date) -> UUID:
        """公示; one that has run its days is closed."""
        unit = self.schools[school].id
        chair = _seats(self.work, unit)[0]
        notice = notices.publish(self.by(chair, first), POLICY, self.window, unit)
        if notice.ends_on < self.work.today:
            notices.close(self.by(chair), notice.id)
        return notice.id

    def certify(self, document: str) -> None:
        """What stands at the county is drawn from and certified, and with a document sealed."""
        first, second, third = _seats(self.work, root_id(self.work))[:3]
        samples.draw(self.by(first), POLICY, self.window, str(self.work.today), "当日公开摇号 (示范)")
        for step, deciders in (("sample", (third,)), ("certify", (first, second))):
            for claim in self.claims(None, OPEN, step):
                for decider in deciders:
                    deciding.decide(self.by(decider), claim.id, ACCEPT)
        if document:
            seals.seal(self.by(first), POLICY, self.window, document)

    def object_to(self, notice_id: UUID, words: str) -> None:
        """A colleague objects to the first row."""
        row = self.work.session.scalars(
            select(NoticeRow)
            .where(NoticeRow.tenant_id == self.work.tenant_id, NoticeRow.notice_id == notice_id)
            .order_by(NoticeRow.position)
            .limit(1)
        ).one()
        colleague = _staff(self.work, self.schools[0].id)[-1]
        objections.register(self.by(colleague), row.id, words)

    def claims(self, school: int | None, state: str, step: str) -> list[Claim]:
        """The claims of a school (or of all) that stand there, in order of the roster."""
        found = (
            select(Claim)
            .join(Person, (Person.tenant_id == Claim.tenant_id) & (Person.id == Claim.person_id))
            .where(Claim.tenant_id == self.work.tenant_id, Claim.state == state, Claim.step == step)
            .order_by(Person.number)
            .execution_options(populate_existing=True)
        )
        if school is not None:
            found = found.where(Claim.review_unit_id == self.schools[school].id)
        return list(self.work.session.scalars(found))


def _units(work: Work, kind: str) -> list[OrgUnit]:
    units = select(OrgUnit).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.kind == kind)
    return list(work.session.scalars(units.order_by(OrgUnit.position, OrgUnit.name)))


def _staff(work: Work, unit_id: UUID, relation: str = HOME) -> list[UUID]:
    """The people of a unit in order of the roster."""
    found = (
        select(Person.id)
        .join(PersonUnit, (PersonUnit.tenant_id == Person.tenant_id) & (PersonUnit.person_id == Person.id))
        .where(
            Person.tenant_id == work.tenant_id,
            PersonUnit.unit_id == unit_id,
            PersonUnit.relation == relation,
            PersonUnit.superseded_at.is_(None),
        )
        .order_by(Person.number)
    )
    return list(work.session.scalars(found))


def _seats(work: Work, unit_id: UUID) -> list[UUID]:
    """The members of a unit's group, chair first, as `appoint` has seated them."""
    relation = (
        GROUP if work.session.get_one(OrgUnit, (work.tenant_id, unit_id)).kind == "subject_group" else HOME
    )
    return _staff(work, unit_id, relation)[: 1 if relation == GROUP else SEATS]


def _other(people: Sequence[UUID], person: UUID) -> UUID:
    return next(each for each in people if each != person)


def _appoint(work: Work, unit_id: UUID, title: str, members: Sequence[UUID]) -> None:
    offices = ("chair", "deputy", *("member" for _ in members))
    roster = tuple(MemberInput(person, office) for person, office in zip(members, offices, strict=False))
    groups.appoint(
        work, RosterInput(POLICY, unit_id, title, "济教〔2020〕5号 (示范)", date(2020, 9, 1), roster)
    )
