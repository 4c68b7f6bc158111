"""Appoint the group that reviews claims at a unit: a roster from a day on."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import FullAccess
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.terms import review_of
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.people.models import Person, PersonFact
from yanxiu_core.policies.review import Review
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.review_groups.errors import ReviewGroupInvalid
from yanxiu_core.review_groups.inputs import MemberInput, RosterInput
from yanxiu_core.review_groups.models import CHAIR, DEPUTY, MEMBER, ReviewGroup, ReviewMember
from yanxiu_core.work import Work

OFFICES = (CHAIR, DEPUTY, MEMBER)
YES, NO = "true", "false"


def appoint(work: Work, roster: RosterInput) -> ReviewGroup:
    """Appoint a unit's group from a day on, in place of the one before; one without members ends it.

    What the policy's own rules ask about is recorded with it: that the unit has a group, and who its members are.
    Raises ReviewGroupInvalid (field named), ReviewNone, PolicyUnknown, UnitClosed for a unit that is closed or is to be,
    NotFound, Forbidden.
    """
    work.require(Permission.REVIEWS_WRITE, roster.unit_id)
    _, review = review_of(work, roster.policy)
    _check(work, roster)
    recorded_at = work.record()
    before = {member.person_id for member in _members(work, review.body, roster.unit_id, roster.valid_from)}
    key = {"body": review.body, "unit_id": roster.unit_id, "valid_from": roster.valid_from}
    superseding.close(
        work.session, superseding.present(work.session, ReviewGroup, work.tenant_id, **key), recorded_at
    )
    group = ReviewGroup(
        tenant_id=work.tenant_id,
        title=roster.title.strip(),
        document=roster.document.strip(),
        recorded_at=recorded_at,
        **key,
    )
    work.session.add(group)
    work.session.flush()
    work.session.add_all(
        ReviewMember(tenant_id=work.tenant_id, group_id=group.id, person_id=m.person_id, office=m.office)
        for m in roster.members
    )
    audit.record(
        work,
        "reviewGroup.appoint",
        counts={"members": len(roster.members)},
        rows=[(group.id, m.person_id, m.office) for m in roster.members],
        detail={"policy": roster.policy, "title": group.title, "from": str(roster.valid_from)},
    )
    _record_group(work, review, roster)
    _record_members(work, review, roster.valid_from, before, {m.person_id for m in roster.members})
    return group


def dissolve(work: Work, units: Collection[UUID], on: date, document: str) -> int:
    """End the groups of units that are closed from a day on; who sat in them no longer does. Returns how many ended.

    Part of a command that has its own permission and audit record.
    """
    recorded_at = work.record()
    group = ReviewGroup
    present = work.session.scalars(
        select(group)
        .where(group.tenant_id == work.tenant_id, group.unit_id.in_(units), group.superseded_at.is_(None))
        .order_by(group.valid_from)
    ).all()
    in_force: dict[tuple[str, UUID], ReviewGroup] = {}
    for roster in present:
        if roster.valid_from >= on:
            superseding.close(work.session, roster, recorded_at)
        else:
            in_force[roster.body, roster.unit_id] = roster
    ended = 0
    for (body, unit_id), roster in in_force.items():
        members = {member.person_id for member in _members(work, body, unit_id, on)}
        if members:
            ended += 1
            key = {"body": body, "unit_id": unit_id, "title": roster.title, "valid_from": on}
            work.session.add(
                ReviewGroup(tenant_id=work.tenant_id, document=document, recorded_at=recorded_at, **key)
            )
            work.session.flush()
            for policy in work.registry.policies.values():
                if policy.review is not None and policy.review.body == body:
                    _record_members(work, policy.review, on, members, set())
    return ended


def _check(work: Work, roster: RosterInput) -> None:
    if work.session.get(OrgUnit, (work.tenant_id, roster.unit_id)) is None:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    if (
        roster.members
    ):  # a group has no last day when it is appointed: it would outlast a closing that lies ahead
        require_open(work, [roster.unit_id], date.max, "unitId")
    for field, value in (("title", roster.title), ("document", roster.document)):
        if not value.strip():
            raise ReviewGroupInvalid(
                "请写明小组名称和成立文件", "Name the group and the document that appoints it", field=field
            )
    _check_members(roster.members)
    ids = [member.person_id for member in roster.members]
    known = set(
        work.session.scalars(
            select(Person.id).where(Person.tenant_id == work.tenant_id, among(Person.id, ids))
        )
    )
    for index, person_id in enumerate(ids):
        if person_id not in known:
            raise ReviewGroupInvalid("没有这个人员", "No such person", field=f"members.{index}.personId")


def _check_members(members: tuple[MemberInput, ...]) -> None:
    people = Counter(member.person_id for member in members)
    for index, member in enumerate(members):
        if people[member.person_id] > 1:
            raise ReviewGroupInvalid(
                "同一人只写一次", "A person stands twice", field=f"members.{index}.personId"
            )
        if member.office not in OFFICES:
            raise ReviewGroupInvalid(
                f"职务只能是 {'、'.join(OFFICES)}",
                f"An office is one of {', '.join(OFFICES)}",
                field=f"members.{index}.office",
            )
    chairs = sum(member.office == CHAIR for member in members)
    if members and chairs != 1:
        raise ReviewGroupInvalid(
            f"小组须有一名组长, 现有 {chairs} 名", f"A group has one chair, not {chairs}", field="members"
        )


def _members(work: Work, body: str, unit_id: UUID, on: date) -> list[ReviewMember]:
    """The members of the roster in force on a day."""
    group = (
        select(ReviewGroup.id)
        .where(
            ReviewGroup.tenant_id == work.tenant_id,
            ReviewGroup.body == body,
            ReviewGroup.unit_id == unit_id,
            ReviewGroup.valid_from <= on,
            ReviewGroup.superseded_at.is_(None),
        )
        .order_by(ReviewGroup.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    members = select(ReviewMember).where(
        ReviewMember.tenant_id == work.tenant_id, ReviewMember.group_id == group
    )
    return list(work.session.scalars(members))


def _record_group(work: Work, review: Review, roster: RosterInput) -> None:
    if not review.group_record or not roster.members:
        return
    entry = RecordInput(
        kind=review.group_record,
        on_date=roster.valid_from,
        unit_id=roster.unit_id,
        number=f"{review.body}/{roster.unit_id}/{roster.valid_from}",
        title=roster.title.strip(),
    )
    # The appointment has a permission of its own; that it is on record too is its consequence.
    records.register_many(replace(work, access=FullAccess()), [entry])


def _record_members(work: Work, review: Review, on: date, before: set[UUID], now: set[UUID]) -> None:
    """Who joins has the fact from that day on; who leaves, and sits in no other group of the kind, no longer."""
    if not review.member_fact:
        return
    recorded_at = work.record()
    elsewhere = _seated(work, review.body, on)
    changed = {**dict.fromkeys(now - before, YES), **dict.fromkeys(before - now - elsewhere, NO)}
    for person_id, value in changed.items():
        _write_fact(work, review.member_fact, person_id, value, on, recorded_at)
    work.session.flush()
    judge.after_facts(work, changed)


def _write_fact(work: Work, kind: str, person_id: UUID, value: str, on: date, recorded_at: datetime) -> None:
    key = {"person_id": person_id, "kind": kind, "valid_from": on}
    present = superseding.present(work.session, PersonFact, work.tenant_id, **key)
    if present is not None and present.value == value:
        return
    superseding.close(work.session, present, recorded_at)
    work.session.add(PersonFact(tenant_id=work.tenant_id, value=value, recorded_at=recorded_at, **key))


def _seated(work: Work, body: str, on: date) -> set[UUID]:
    """Everybody who sits in some group of the kind on a day."""
    latest = (
        select(ReviewGroup.id)
        .where(
            ReviewGroup.tenant_id == work.tenant_id,
            ReviewGroup.body == body,
            ReviewGroup.valid_from <= on,
            ReviewGroup.superseded_at.is_(None),
        )
        .ext(distinct_on(ReviewGroup.unit_id))
        .order_by(ReviewGroup.unit_id, ReviewGroup.valid_from.desc())
    )
    seated = select(ReviewMember.person_id).where(
        ReviewMember.tenant_id == work.tenant_id, ReviewMember.group_id.in_(latest)
    )
    return set(work.session.scalars(seated))
