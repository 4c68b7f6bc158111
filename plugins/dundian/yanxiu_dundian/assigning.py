"""What an assignment of a 教研员 to a school must be like: 蹲点 at one urban and one rural school a term, and 包校."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.assignments.errors import AssignmentConflict, AssignmentInvalid
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.assignments.service import overlapping
from yanxiu_core.calendars.repository import Dates, published
from yanxiu_core.engine.bounds import SEMESTER
from yanxiu_core.org_units.models import OrgUnit, OrgUnitFact
from yanxiu_core.people.models import Person, PersonFact
from yanxiu_core.work import Work
from yanxiu_dundian.vocabulary import LOCALE, RESEARCHER, RESEARCHERS, locales

SCHOOLS = ("school", "teaching_point")


def settle_cover(work: Work, new: NewAssignment) -> NewAssignment:
    """包校: a researcher, a school, within a term; its last day unless another is given."""
    _require_researcher(work, new)
    _require_school(work, new.unit_id)
    return _within_term(work, new)


def settle_embed(work: Work, new: NewAssignment) -> NewAssignment:
    """蹲点: as 包校, and never at two urban or at two rural schools at one time."""
    settled = settle_cover(work, new)
    kind = _kind_of(work, settled.unit_id, settled.valid_from)
    if kind is None:
        known = "、".join(value for _, values in locales(work) for value in sorted(values))
        raise AssignmentInvalid(
            f"“{_name(work, settled.unit_id)}”没有登记城乡属性, 分不清是城区还是农村学校; "
            f"请先登记该校情况 {LOCALE} (orgUnitFactsRecord), 可写: {known}",
            f"It is not known whether the school is urban or rural; record its fact {LOCALE} first, one of: {known}",
            field="unitId",
        )
    for other in overlapping(work, settled):
        if other.unit_id != settled.unit_id and _kind_of(work, other.unit_id, other.valid_from) == kind:
            raise _two_of_a_kind(work, settled, other, kind)
    return settled


def _two_of_a_kind(work: Work, new: NewAssignment, other: Any, kind: str) -> AssignmentConflict:
    person = work.session.scalar(
        select(Person.name).where(Person.tenant_id == work.tenant_id, Person.id == new.person_id)
    )
    days = f"{other.valid_from} 至 {other.valid_to}"
    return AssignmentConflict(
        f"{person} {days} 已在“{_name(work, other.unit_id)}”蹲点({kind}), 同一时间城区、农村学校各只一所; "
        f"更换学校请先结束原安排(assignmentEnd), 再从次日起安排新学校",
        f"{person} stays at another school of this kind ({kind}) from {other.valid_from} to {other.valid_to}; to change "
        "the school, end that assignment first (assignmentEnd) and assign the new one from the next day",
        field="unitId",
    )


def _require_researcher(work: Work, new: NewAssignment) -> None:
    fact = _fact(work, PersonFact, PersonFact.person_id == new.person_id, RESEARCHER, new.valid_from)
    if fact not in RESEARCHERS:
        raise AssignmentInvalid(
            f"此人 {new.valid_from} 不是教研员; 请先登记其情况 {RESEARCHER} (personFactsRecord): {'、'.join(RESEARCHERS)}",
            f"The person is no 教研员 on {new.valid_from}; record the fact {RESEARCHER} first: {', '.join(RESEARCHERS)}",
            field="personId",
        )


def _require_school(work: Work, unit_id: UUID) -> None:
    kind = work.session.scalar(
        select(OrgUnit.kind).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.id == unit_id)
    )
    if kind not in SCHOOLS:
        raise AssignmentInvalid(
            f"“{_name(work, unit_id)}”不是学校; 蹲点和包校须安排到学校或教学点",
            "A researcher is assigned to a school or a teaching point",
            field="unitId",
        )


def _within_term(work: Work, new: NewAssignment) -> NewAssignment:
    term = term_on(work, new.valid_from)
    if term is None:
        raise AssignmentInvalid(
            f"{new.valid_from} 不在已发布的学期内; 请核对日期, 或先发布学期(calendarPublish)",
            f"{new.valid_from} lies in no published semester; check the day, or publish the semester first",
            field="validFrom",
        )
    if new.valid_to is not None and new.valid_to > term.ends_on:
        raise AssignmentInvalid(
            f"结束日期 {new.valid_to} 超出学期 {term.key} (到 {term.ends_on}); 请按学期安排, 下学期另行登记",
            f"{new.valid_to} is after the semester {term.key}, which ends on {term.ends_on}; assign term by term",
            field="validTo",
        )
    return replace(new, valid_to=new.valid_to or term.ends_on)


def term_on(work: Work, day: date) -> Dates | None:
    """The published semester of a day; of several the one that ends last."""
    terms = [
        item for item in published(work) if item.kind == SEMESTER and item.starts_on <= day <= item.ends_on
    ]
    return max(terms, key=lambda term: term.ends_on, default=None)


def _kind_of(work: Work, unit_id: UUID, on: date) -> str | None:
    """Whether a school is urban or rural on a day, in words."""
    value = _fact(work, OrgUnitFact, OrgUnitFact.unit_id == unit_id, LOCALE, on)
    return next((title for title, values in locales(work) if value in values), None)


def _fact(work: Work, model: Any, subject: Any, kind: str, on: date) -> str | None:
    value: str | None = work.session.scalar(
        select(model.value)
        .where(
            model.tenant_id == work.tenant_id,
            subject,
            model.kind == kind,
            model.superseded_at.is_(None),
            model.valid_from <= on,
        )
        .order_by(model.valid_from.desc())
        .limit(1)
    )
    return value


def _name(work: Work, unit_id: UUID) -> str:
    return (
        work.session.scalar(
            select(OrgUnit.name).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.id == unit_id)
        )
        or ""
    )
