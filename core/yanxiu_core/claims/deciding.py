"""Decide on claims: accept or return one, or accept at once all those about which nothing is out of the ordinary."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Select,
    Uuid,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.bodies import bodies
from yanxiu_core.claims.checks import check_decision, seat
from yanxiu_core.claims.errors import ClaimState
from yanxiu_core.claims.exceptions import exceptions
from yanxiu_core.claims.flow import onward
from yanxiu_core.claims.lookup import claim_of, require_reach, somebody
from yanxiu_core.claims.models import (
    ACCEPT,
    OPEN,
    PENDING,
    RETURN,
    RETURNED,
    Claim,
    ClaimAddition,
    ClaimDecision,
)
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.claims.terms import Terms, terms_in, terms_of
from yanxiu_core.engine.scope import among
from yanxiu_core.org_units.service import descendants
from yanxiu_core.policies.review import Step
from yanxiu_core.samples.models import SampleRow
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Decided:
    """How many claims were accepted at once, how many of them went on, and how many wait there still for this group."""

    accepted: int
    moved: int
    left: int


def decide(work: Work, claim_id: UUID, outcome: str, reason: str = "") -> Claim:
    """Accept or return a claim at the step where it is, as a member of the group whose decision it is.

    It goes on when as many have accepted as the step asks for; one return sends it back to its person. Raises OwnClaim,
    NotMember, DecidedAlready, DecisionInvalid (a return without a reason), ClaimStale, ClaimState, PersonNeeded,
    NotFound, Forbidden.
    """
    person = somebody(work)
    work.record()
    claim = claim_of(work, claim_id)
    require_reach(work, Permission.CLAIMS_DECIDE, claim)
    terms = terms_in(work, claim.policy, claim.window_id)
    step, row = check_decision(work, claim, terms, outcome, reason)
    body = seat(work, claim, terms, step)
    work.session.add(
        ClaimDecision(
            tenant_id=work.tenant_id,
            claim_id=claim.id,
            version_id=row.version_id,
            step=step.id,
            outcome=outcome,
            reason=reason.strip(),
            decider_id=person,
            body_unit_id=body,
            recorded_at=work.record(),
        )
    )
    work.session.flush()
    if outcome == RETURN:
        send_back(work, claim, terms)
    elif _accepted(work, row.version_id, step.id) >= terms.number(step.quorum):
        pass_on(work, terms, step, [claim.id])
    work.session.refresh(claim)
    audit.record(
        work,
        f"claim.{outcome}",
        counts={"claims": 1},
        rows=[(claim.id, row.version_id, step.id, outcome, reason.strip())],
        detail={"step": step.id},
    )
    return claim


def send_back(work: Work, claim: Claim, terms: Terms) -> None:
    """Back to its person, who confirms anew."""
    claim.state, claim.step = RETURNED, terms.version.steps[0].id
    work.session.flush()


def pass_on(work: Work, terms: Terms, step: Step, ids: Sequence[UUID]) -> None:
    """These claims have passed the step."""
    work.session.execute(
        update(Claim)
        .where(Claim.tenant_id == work.tenant_id, among(Claim.id, ids))
        .values(onward(work, terms, step, Claim))
        .execution_options(synchronize_session=False)
    )


def decide_many(work: Work, policy: str, window: str, step: str, unit_id: UUID | None = None) -> Decided:
    """Accept, in one statement, every claim at the step whose decision is the caller's and that has no exception.

    Own claims, those decided on already and those of other groups are left, as is everything out of the ordinary; without
    a unit, they are those that the caller reaches. Raises ClaimState for a step at which nobody decides, ReviewNone,
    WindowUnknown, PersonNeeded, Forbidden.
    """
    person = somebody(work)
    units = _units(work, unit_id)
    work.record()
    terms = terms_of(work, policy, window)
    found = terms.version.step(step)
    if found is None or found.kind not in ("decide", "sample"):
        known = "、".join(item.id for item in terms.version.steps if item.kind in ("decide", "sample"))
        raise ClaimState(
            f"没有“{step}”这一审核步骤; 可用: {known}",
            f"Nobody decides at a step {step!r}; there are: {known}",
            field="step",
        )
    decided = _accept_all(work, terms, found, person, units)
    audit.record(
        work,
        "claim.acceptMany",
        counts={"accepted": decided.accepted, "moved": decided.moved},
        detail={"policy": policy, "window": window, "step": step},
    )
    return decided


def _units(work: Work, unit_id: UUID | None) -> Collection[UUID] | None:
    """The units whose claims are meant; none for all of the county's. Raises Forbidden."""
    reached = work.access.reach(Permission.CLAIMS_DECIDE).units
    if unit_id is None and reached:
        return reached
    work.require(Permission.CLAIMS_DECIDE, unit_id)
    return None if unit_id is None else descendants(work, unit_id)


def _accept_all(
    work: Work, terms: Terms, step: Step, person: UUID, units: Collection[UUID] | None
) -> Decided:
    waiting = _waiting(work, terms, step, person, units).cte("waiting")
    written = _accepting(work, waiting, step, person).cte("written")
    moved = (
        update(Claim)
        .where(
            Claim.tenant_id == work.tenant_id,
            Claim.id == waiting.c.id,
            waiting.c.plain,
            waiting.c.before + 1 >= terms.number(step.quorum),
        )
        .values(onward(work, terms, step, Claim))
        .returning(Claim.id)
        .cte("moved")
    )
    counts = select(
        func.count().filter(waiting.c.plain).label("accepted"),
        func.count().filter(~waiting.c.plain).label("left"),
        select(func.count()).select_from(moved).scalar_subquery().label("moved"),
    ).add_cte(written)
    row = work.session.execute(counts).one()
    return Decided(row.accepted, row.moved, row.left)


def _waiting(
    work: Work, terms: Terms, step: Step, person: UUID, units: Collection[UUID] | None
) -> Select[Any]:
    """The claims whose decision at this step is the person's: how many members accepted before, and whether nothing about
    them is out of the ordinary.
    """
    body, claim = bodies(work, terms, step).cte("body"), CLAIMS.alias("claim")
    mine = [
        claim.c.tenant_id == work.tenant_id,
        claim.c.state == OPEN,
        claim.c.step == step.id,
        body.c.mine,
        claim.c.person_id != person,
        ~_decided_by(claim, step, person),
    ]
    if step.kind == "sample":
        mine.append(drawn(claim))
    if units is not None:
        start = func.coalesce(claim.c.group_unit_id, claim.c.review_unit_id)
        mine.append(among(start, list(units)))
    return (
        select(
            claim.c.id,
            claim.c.version_id,
            body.c.unit_id,
            accepts(claim.c.version_id, step.id).label("before"),
            (func.cardinality(exceptions(claim)) == 0).label("plain"),
        )
        .join(body, body.c.claim_id == claim.c.id)
        .where(*mine, ~_pending(claim))
    )


def _accepting(work: Work, waiting: CTE, step: Step, person: UUID) -> Insert:
    """The person's acceptance of each of these claims that is plain."""
    names = ("id", "claim_id", "version_id", "step", "outcome", "reason", "decider_id", "body_unit_id")
    rows = select(
        literal(work.tenant_id, Uuid()), func.uuidv7(), waiting.c.id, waiting.c.version_id, literal(step.id),
        literal(ACCEPT), literal(""), literal(person, Uuid()), waiting.c.unit_id, cast(null(), Uuid()),
        literal(work.record()),
    ).where(waiting.c.plain)  # fmt: skip
    return insert(ClaimDecision).from_select(
        ["tenant_id", *names, "objection_id", "recorded_at"], rows, include_defaults=False
    )


def accepts(version_id: Any, step: str) -> ColumnElement[int]:
    """How many members have accepted a version at a step."""
    return (
        select(func.count())
        .select_from(ClaimDecision)
        .where(
            ClaimDecision.version_id == version_id,
            ClaimDecision.step == step,
            ClaimDecision.outcome == ACCEPT,
            ClaimDecision.objection_id.is_(None),
        )
        .scalar_subquery()
    )


def _accepted(work: Work, version_id: UUID, step: str) -> int:
    return int(work.session.scalar(select(accepts(version_id, step))) or 0)


def _decided_by(claim: Any, step: Step, person: UUID) -> ColumnElement[bool]:
    return (
        select(ClaimDecision.id)
        .where(
            ClaimDecision.tenant_id == claim.c.tenant_id,
            ClaimDecision.version_id == claim.c.version_id,
            ClaimDecision.step == step.id,
            ClaimDecision.decider_id == person,
            ClaimDecision.objection_id.is_(None),
        )
        .correlate(claim)
        .exists()
    )


def drawn(claim: Any) -> ColumnElement[bool]:
    """The claim's version was drawn for the sample."""
    return (
        select(SampleRow.id)
        .where(
            SampleRow.tenant_id == claim.c.tenant_id,
            SampleRow.version_id == claim.c.version_id,
            SampleRow.drawn,
        )
        .correlate(claim)
        .exists()
    )


def _pending(claim: Any) -> ColumnElement[bool]:
    return (
        select(ClaimAddition.id)
        .where(
            and_(
                ClaimAddition.tenant_id == claim.c.tenant_id,
                ClaimAddition.claim_id == claim.c.id,
                ClaimAddition.superseded_at.is_(None),
                ClaimAddition.state == PENDING,
            )
        )
        .correlate(claim)
        .exists()
    )
