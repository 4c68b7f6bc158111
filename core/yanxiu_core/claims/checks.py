"""Why a decision is refused: each with what to do instead."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.claims.bodies import bodies
from yanxiu_core.claims.errors import (
    ClaimStale,
    ClaimState,
    DecidedAlready,
    DecisionInvalid,
    NotMember,
    OwnClaim,
)
from yanxiu_core.claims.lookup import row_of, somebody
from yanxiu_core.claims.models import ACCEPT, OPEN, PENDING, RETURN, Claim, ClaimAddition, ClaimDecision
from yanxiu_core.claims.terms import Terms
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.policies.review import Step
from yanxiu_core.samples.models import SampleRow
from yanxiu_core.work import Work


def check_decision(work: Work, claim: Claim, terms: Terms, outcome: str, reason: str) -> tuple[Step, Any]:
    """The step at which the claim is, and its row. Raises what `deciding.decide` says."""
    if outcome not in (ACCEPT, RETURN):
        raise DecisionInvalid(
            f"决定只能是 {ACCEPT} 或 {RETURN}", f"A decision is {ACCEPT} or {RETURN}", field="outcome"
        )
    if outcome == RETURN and not reason.strip():
        raise DecisionInvalid(
            "退回须写明原因, 让本人知道改什么",
            "Say why it is returned, so that its person knows what to mend",
            field="reason",
        )
    not_own(work, claim)
    step = step_now(claim, terms)
    row = row_of(work, claim.id)
    if step.kind == "sample" and not is_drawn(work, row.version_id):
        raise ClaimState(
            "这份登记表没有被抽中; 请先抽样, 未抽中的直接进入下一步",
            "The claim was not drawn; draw the sample first, what is not drawn goes on by itself",
            field="claimId",
        )
    _not_twice(work, row.version_id, step)
    if outcome == ACCEPT:
        _acceptable(work, claim, row)
    return step, row


def not_own(work: Work, claim: Claim) -> None:
    """Nobody decides on an own claim."""
    if claim.person_id == somebody(work):
        raise OwnClaim(
            "不能审核本人的登记表; 请由小组其他成员办理",
            "Nobody decides on an own claim; let another member do it",
            field="claimId",
        )


def step_now(claim: Claim, terms: Terms) -> Step:
    """The step at which somebody is to decide on the claim. Raises ClaimState where it is elsewhere."""
    step = terms.version.step(claim.step) if claim.state == OPEN else None
    if step is None or step.kind not in ("decide", "sample"):
        where = (
            step.title.zh
            if step
            else {"drafted": "待本人确认", "returned": "已退回本人"}.get(claim.state, "已审完")
        )
        raise ClaimState(
            f"登记表现在不在审核步骤({where}), 不能作决定",
            f"The claim is not at a step where somebody decides (it is {step.id if step else claim.state})",
            field="claimId",
        )
    return step


def seat(work: Work, claim: Claim, terms: Terms, step: Step, *, again: bool = False) -> UUID:
    """The unit in whose group the caller decides on this claim. Raises NotMember, ClaimState where there is no group."""
    body = work.session.execute(bodies(work, terms, step, [claim.id], again=again)).one_or_none()
    if body is None:
        raise ClaimState(
            f"没有人数足够的“{terms.review.title.zh}”(除本人外至少 {terms.number(step.least)} 人); 请先成立或补充小组",
            f"No review group has enough members besides the person ({terms.number(step.least)}); appoint one first",
            field="claimId",
        )
    if not body.mine:
        unit = work.session.get_one(OrgUnit, (work.tenant_id, body.unit_id)).name
        raise NotMember(
            f"这一步由“{unit}”的{terms.review.title.zh}决定, 您不是可以决定的成员; 请由其成员办理",
            f"This is decided by the group of {unit}, of which you are no member who may; let one of them do it",
            field="claimId",
        )
    unit_id: UUID = body.unit_id
    return unit_id


def not_stale(row: Any) -> None:
    """What was confirmed is what is decided on. Raises ClaimStale where it has changed since."""
    if row.changed:
        raise ClaimStale(
            f"确认以后计入的内容有变: 确认时 {row.measured} 学时, 现为 {row.measured_now or 0}; 请退回, 由本人重新确认",
            f"Changed since it was confirmed: {row.measured} then, {row.measured_now or 0} now; return it to be "
            "confirmed anew",
            field="claimId",
        )


def is_drawn(work: Work, version_id: UUID) -> bool:
    """Whether a version of a claim was drawn for the county's sample."""
    found = select(SampleRow.id).where(
        SampleRow.tenant_id == work.tenant_id, SampleRow.version_id == version_id, SampleRow.drawn
    )
    return bool(work.session.scalar(select(found.exists())))


def _not_twice(work: Work, version_id: UUID, step: Step) -> None:
    found = select(ClaimDecision.id).where(
        ClaimDecision.tenant_id == work.tenant_id,
        ClaimDecision.version_id == version_id,
        ClaimDecision.step == step.id,
        ClaimDecision.decider_id == somebody(work),
        ClaimDecision.objection_id.is_(None),
    )
    if work.session.scalar(select(found.exists())):
        raise DecidedAlready(
            "您在这一步已经作过决定; 还缺的由其他成员作出",
            "You have decided at this step already; what is still needed is for other members",
            field="claimId",
        )


def _acceptable(work: Work, claim: Claim, row: Any) -> None:
    pending = select(ClaimAddition.id).where(
        ClaimAddition.tenant_id == work.tenant_id,
        ClaimAddition.claim_id == claim.id,
        ClaimAddition.superseded_at.is_(None),
        ClaimAddition.state == PENDING,
    )
    if work.session.scalar(select(pending.exists())):
        raise ClaimState(
            "登记表还有没有决定的补充, 请先逐项准予或不予",
            "There are additions to decide on first: grant or refuse each",
            field="claimId",
        )
    not_stale(row)
