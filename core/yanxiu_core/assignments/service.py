"""Assign people to units, end an assignment, withdraw one that was a mistake."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.errors import AssignmentConflict, AssignmentInvalid
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.assignments.relations import RELATIONS, Relation, relations
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.errors import NotFound
from yanxiu_core.ledger.assignments import post_assignments
from yanxiu_core.ledger.rehoming import rehome
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import require_open_through
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import HOME, Person, PersonUnit
from yanxiu_core.plugins.calling import call
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work


def assign(work: Work, new: NewAssignment) -> PersonUnit:
    """Record that a person belongs to a unit from a day on; lines and verdicts follow at once.

    The same person, relation, unit and first day again is a correction of the last day (of a `single` relation: of the
    unit). Raises AssignmentInvalid (field named), AssignmentConflict, UnitClosed, what the relation's plugin says,
    NotFound, Forbidden.
    """
    _gate(work)
    _known(work, new)
    _require(work, new.person_id, new.unit_id, new.valid_from)
    relation = relation_of(work, new.relation)
    recorded_at = work.record()
    _check_days(new, relation)
    if relation.settle is not None:
        owner, settle = work.registry.of(RELATIONS)[relation.name].plugin, relation.settle
        new = call(work, owner, f"settle {relation.name}", lambda own: settle(own, new))
        _check_days(new, relation)
    _require_open(work, new, relation)
    key = {"person_id": new.person_id, "relation": new.relation, "valid_from": new.valid_from}
    if not relation.single:
        key["unit_id"] = new.unit_id
    present = superseding.present(work.session, PersonUnit, work.tenant_id, **key)
    if present is not None and (present.unit_id, present.valid_to) == (new.unit_id, new.valid_to):
        return present
    if not relation.single:
        _refuse_twice(work, new, present)
    superseding.close(work.session, present, recorded_at)
    made = _add(work, new)
    _follow(work, relation, [present.id] if present else [], made.person_id, made.id)
    _audit(work, "assignment.assign", made)
    return made


def end(work: Work, assignment_id: UUID, last_day: date) -> PersonUnit:
    """Say on which day an assignment ends (or ended); its row with the old last day stays in the history.

    Raises AssignmentInvalid for a relation that the next one ends or a day before it began, UnitClosed for a unit that is closed
    by then, NotFound, Forbidden.
    """
    present = _present(work, assignment_id)
    relation = relation_of(work, present.relation)
    recorded_at = work.record()
    if relation.single:
        raise AssignmentInvalid(
            f"{relation.title.zh}由下一个{relation.title.zh}接替, 不单独结束; 请登记新的{relation.title.zh}",
            f"A {relation.title.en.lower()} is ended by the next one; assign that",
            field="id",
        )
    changed = NewAssignment(
        present.person_id, present.unit_id, present.relation, present.valid_from, last_day
    )
    _check_days(changed, relation, "lastDay")
    if present.valid_to == last_day:
        return present
    _require_open(work, changed, relation, "lastDay")
    _refuse_twice(work, changed, present)
    superseding.close(work.session, present, recorded_at)
    made = _add(work, changed)
    _follow(work, relation, [present.id], made.person_id, made.id)
    _audit(work, "assignment.end", made)
    return made


def withdraw(work: Work, assignment_id: UUID, reason: str) -> UUID:
    """Take back an assignment that was entered by mistake, as if it had never been; the history shows it. Returns whose.

    Raises AssignmentInvalid without a reason, NotFound, Forbidden.
    """
    present = _present(work, assignment_id)
    recorded_at = work.record()
    if not reason.strip():
        raise AssignmentInvalid("请写明撤销的原因", "Say why it is withdrawn", field="reason")
    superseding.close(work.session, present, recorded_at)
    _follow(work, relation_of(work, present.relation), [present.id], present.person_id)
    audit.record(
        work,
        "assignment.withdraw",
        counts={"assignments": 1},
        rows=[(present.id, reason.strip())],
        detail={"reason": reason.strip()},
    )
    return present.person_id


def relation_of(work: Work, name: str) -> Relation:
    """The relation under this name. Raises AssignmentInvalid with those that there are."""
    there = relations(work.registry)
    relation = there.get(name)
    if relation is None:
        known = "、".join(f"{item.name}({item.title.zh})" for item in there.values())
        raise AssignmentInvalid(
            f"没有“{name}”这种关系; 可用: {known}",
            f"There is no relation {name!r}; there are: {', '.join(there)}",
            field="relation",
        )
    return relation


def overlapping(work: Work, new: NewAssignment, *, without: Collection[UUID] = ()) -> list[PersonUnit]:
    """The person's present assignments of this relation that have a day in common with it."""
    edge = PersonUnit
    found = select(edge).where(
        edge.tenant_id == work.tenant_id,
        edge.person_id == new.person_id,
        edge.relation == new.relation,
        edge.superseded_at.is_(None),
        or_(edge.valid_to.is_(None), edge.valid_to >= new.valid_from),
        *(() if new.valid_to is None else (edge.valid_from <= new.valid_to,)),
        edge.id.not_in(without),
    )
    return list(work.session.scalars(found.order_by(edge.valid_from, edge.id)))


def _refuse_twice(work: Work, new: NewAssignment, present: PersonUnit | None) -> None:
    for other in overlapping(work, new, without=[present.id] if present else []):
        if other.unit_id == new.unit_id:
            until = f"至 {other.valid_to}" if other.valid_to else "起"
            raise AssignmentConflict(
                f"此人 {other.valid_from} {until}已有同样的安排; 请更正或结束那一条",
                f"The person has the same assignment from {other.valid_from}; correct or end that one",
                field="validFrom",
            )


def _gate(work: Work) -> None:
    """Who may assign nobody is refused before anything is looked up."""
    if work.access.reach(Permission.PEOPLE_WRITE).nothing:
        work.require(Permission.PEOPLE_WRITE)


def _known(work: Work, new: NewAssignment) -> None:
    for model, key, field, zh, en in (
        (Person, new.person_id, "personId", "没有这个人员", "No such person"),
        (OrgUnit, new.unit_id, "unitId", "没有这个单位", "No such unit"),
    ):
        if work.session.get(model, (work.tenant_id, key)) is None:
            raise NotFound(zh, en, field=field)


def _present(work: Work, assignment_id: UUID) -> PersonUnit:
    _gate(work)
    found = work.session.scalars(
        select(PersonUnit).where(
            PersonUnit.tenant_id == work.tenant_id,
            PersonUnit.id == assignment_id,
            PersonUnit.superseded_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(
            "没有这项安排, 或已被更正", "No such assignment, or it was corrected since", field="id"
        )
    _require(work, found.person_id, found.unit_id, found.valid_from)
    return found


def _require(work: Work, person_id: UUID, unit_id: UUID, on_date: date) -> None:
    """It is a matter of both sides: of the unit that the person is at home in, and of the one that is assigned."""
    home = work.session.scalar(select(home_unit_on(work.tenant_id, person_id, on_date)))
    work.require(Permission.PEOPLE_WRITE, home)
    work.require(Permission.PEOPLE_WRITE, unit_id)


def _require_open(work: Work, new: NewAssignment, relation: Relation, field: str = "unitId") -> None:
    """The unit is open as long as the assignment lasts: to its last day, or until the next one of a `single` relation."""
    if relation.single:
        title = relation.title
        otherwise = (
            f", 或先登记该日起的{title.zh}",
            f"; or first assign the {title.en.lower()} from that day on",
        )
        following = select(func.min(PersonUnit.valid_from)).where(
            PersonUnit.tenant_id == work.tenant_id,
            PersonUnit.person_id == new.person_id,
            PersonUnit.relation == new.relation,
            PersonUnit.valid_from > new.valid_from,
            PersonUnit.superseded_at.is_(None),
        )
        left_on = work.session.scalar(following)
        last = left_on and left_on - timedelta(days=1)
    else:
        otherwise = (", 此前的安排请写该日以前的末日", "; or give a last day before that")
        last = new.valid_to
    first = max(new.valid_from, work.today) if last is None else new.valid_from
    require_open_through(work, [new.unit_id], first, last, field, otherwise)


def _check_days(new: NewAssignment, relation: Relation, field: str = "validTo") -> None:
    if new.valid_from.year not in YEARS:
        raise AssignmentInvalid(
            f"日期 {new.valid_from} 有误, 请核对年份", "The year cannot be right", field="validFrom"
        )
    if relation.single and new.valid_to is not None:
        raise AssignmentInvalid(
            f"{relation.title.zh}由下一个接替, 不写结束日期",
            "It is ended by the next one; give no last day",
            field=field,
        )
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise AssignmentInvalid(
            f"结束日期 {new.valid_to} 早于开始日期 {new.valid_from}",
            f"The last day {new.valid_to} is before the first, {new.valid_from}",
            field=field,
        )


def _add(work: Work, new: NewAssignment) -> PersonUnit:
    made = PersonUnit(
        tenant_id=work.tenant_id,
        person_id=new.person_id,
        unit_id=new.unit_id,
        relation=new.relation,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        recorded_at=work.record(),
    )
    work.session.add(made)
    work.session.flush()
    return made


def _follow(work: Work, relation: Relation, superseded: list[UUID], person_id: UUID, *made: UUID) -> None:
    """Lines are posted and reversed, and the person is judged anew: rules read the relation itself too."""
    post_assignments(work, relation, superseded, made)
    if relation.name == HOME:
        rehome(work, [person_id])
    judge.after_facts(work, [person_id])


def _audit(work: Work, command: str, made: PersonUnit) -> None:
    days = (made.valid_from, made.valid_to)
    audit.record(
        work,
        command,
        counts={"assignments": 1},
        rows=[(made.id, made.person_id, made.unit_id, made.relation, *days)],
        detail={"relation": made.relation},
    )
