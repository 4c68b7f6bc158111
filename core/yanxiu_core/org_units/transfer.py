"""Carry out what becomes of units: move what belongs to them, end what ends with them, and have it judged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.activities import service as activities
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge
from yanxiu_core.ledger.rehoming import rehome
from yanxiu_core.org_units import ending
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgSuccession
from yanxiu_core.org_units.moving import Move, move_activities, move_people
from yanxiu_core.org_units.service import put
from yanxiu_core.review_groups.service import dissolve
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did, in numbers."""

    closed: int
    """Units closed, groups among them."""
    people: int
    """People at home elsewhere from the day on."""
    placed: int
    """Units below that stand under another unit now."""
    activities: int
    """Activities from the day on that were handed over."""
    assignments_ended: int
    """Other assignments, such as 蹲点, that ended the day before."""
    overlays_ended: int
    """Places in 片区, 联片 and the like."""
    adoptions_ended: int
    """Policies adopted, and figures set otherwise, by the units themselves."""
    review_groups_ended: int
    switches_left: int
    """Features that the units had switched for themselves: not carried over."""


@dataclass(slots=True)
class Plan:
    """What a command has decided: who goes where, what is closed, and who follows whom (None: nobody)."""

    kind: str
    on: date
    source: str
    moves: list[Move] = field(default_factory=list)
    closing: list[UUID] = field(default_factory=list)
    successions: list[tuple[UUID, UUID | None]] = field(default_factory=list)
    placed: list[UUID] = field(default_factory=list)


def place_below(work: Work, plan: Plan, unit_id: UUID, source: UUID, target: UUID) -> None:
    """A unit that stands under another, or is to, stands under a third from the day on."""
    later = select(OrgEdge.valid_from).where(
        OrgEdge.tenant_id == work.tenant_id,
        OrgEdge.structure == MANAGEMENT,
        OrgEdge.unit_id == unit_id,
        OrgEdge.parent_id == source,
        OrgEdge.superseded_at.is_(None),
    )
    for day in sorted({max(day, plan.on) for day in work.session.scalars(later)}):
        put(work, unit_id, target, MANAGEMENT, day, None)
    plan.placed.append(unit_id)


def carry_out(work: Work, command: str, plan: Plan) -> Outcome:
    """Do what is planned, write one audit record, and derive the verdicts that rest on it."""
    _record_successions(work, plan)
    for unit_id in plan.closing:
        ending.shut(work, unit_id, plan.on)
    moved = move_people(work, plan.moves, plan.on)
    handed_over = move_activities(work, plan.moves, plan.on)
    outcome = Outcome(
        closed=len(plan.closing),
        people=len(moved.homes),
        placed=len(plan.placed),
        activities=len(handed_over),
        assignments_ended=moved.ended,
        overlays_ended=ending.end_overlays(work, plan.closing, plan.on),
        adoptions_ended=ending.end_adoptions(work, plan.closing, plan.on, plan.source),
        review_groups_ended=dissolve(work, plan.closing, plan.on, plan.source),
        switches_left=ending.switches_left(work, plan.closing),
    )
    rehome(work, list(moved.homes))
    activities.post(work, handed_over)
    if plan.on <= work.today:
        judge.after_facts(work, moved.people)
        verdicts.follow(work)
    _audit(work, command, plan, asdict(outcome))
    return outcome


def _record_successions(work: Work, plan: Plan) -> None:
    recorded_at = work.record()
    work.session.add_all(
        OrgSuccession(
            tenant_id=work.tenant_id,
            unit_id=unit_id,
            successor_id=successor_id,
            kind=plan.kind,
            on_date=plan.on,
            source=plan.source,
            recorded_at=recorded_at,
        )
        for unit_id, successor_id in plan.successions
    )
    work.session.flush()


def _audit(work: Work, command: str, plan: Plan, counts: Mapping[str, int]) -> None:
    audit.record(
        work,
        command,
        counts=counts,
        rows=[*plan.successions, *((move.source, move.target, move.person_id) for move in plan.moves)],
        detail={"from": str(plan.on), "source": plan.source},
    )
