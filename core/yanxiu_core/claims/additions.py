"""Grant or refuse what a person has added to a claim; what is granted becomes a line of the ledger."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.checks import not_own, not_stale, seat, step_now
from yanxiu_core.claims.errors import AdditionInvalid, ClaimState
from yanxiu_core.claims.freezing import ADDITION, freeze
from yanxiu_core.claims.lookup import claim_of, require_reach, row_of, somebody
from yanxiu_core.claims.models import GRANTED, PENDING, REFUSED, Claim, ClaimAddition
from yanxiu_core.claims.terms import Terms, terms_in
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.errors import NotFound
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.policies.parts import in_force
from yanxiu_core.quantities import CENT, within
from yanxiu_core.work import Work

KEPT = ("claim_id", "series_id", "kind", "title", "on_date", "hours", "proof", "file_id")


def decide_addition(work: Work, series_id: UUID, granted: Decimal | None, reason: str = "") -> ClaimAddition:
    """Grant an addition (so many 学时, at most those asked for) or refuse it with a reason, by the deciding group.

    A granted addition is posted and the claim frozen anew with it, and with nothing else that its person has not
    confirmed. Raises AdditionInvalid, OwnClaim, NotMember, ClaimStale, ClaimState, PersonNeeded, NotFound, Forbidden.
    """
    person = somebody(work)
    recorded_at = work.record()
    present = superseding.present(work.session, ClaimAddition, work.tenant_id, series_id=series_id)
    if present is None:
        raise NotFound("没有这项补充", "No such addition", field="additionId")
    claim = claim_of(work, present.claim_id)
    require_reach(work, Permission.CLAIMS_DECIDE, claim)
    not_own(work, claim)
    terms = terms_in(work, claim.policy, claim.window_id)
    step = step_now(claim, terms)
    seat(work, claim, terms, step)
    if present.state != PENDING:
        raise ClaimState("这项补充已经决定", "The addition is decided already", field="additionId")
    amount = _amount(present, granted, reason)
    if amount is not None:
        not_stale(row_of(work, claim.id))
    superseding.close(work.session, present, recorded_at)
    decided = ClaimAddition(
        tenant_id=work.tenant_id,
        state=REFUSED if amount is None else GRANTED,
        granted=amount,
        reason=reason.strip(),
        decided_by=person,
        recorded_at=recorded_at,
        **{name: getattr(present, name) for name in KEPT},
    )
    work.session.add(decided)
    work.session.flush()
    if amount is not None:
        _post(work, claim, terms, decided, amount)
        freeze(work, claim, terms, ADDITION)
    audit.record(
        work,
        "claim.decideAddition",
        counts={"additions": 1, "posted": 0 if amount is None else 1},
        rows=[(decided.id, claim.id, decided.state, amount, decided.reason)],
    )
    return decided


def _amount(present: ClaimAddition, granted: Decimal | None, reason: str) -> Decimal | None:
    if granted is None:
        if not reason.strip():
            raise AdditionInvalid("不予的须写明原因", "Say why it is refused", field="reason")
        return None
    amount = within(granted, CENT, present.hours)
    if amount is None:
        raise AdditionInvalid(
            f"准予的学时应在 0.01 到申请的 {present.hours} 之间; 不予的不写学时",
            f"Grant between 0.01 and the {present.hours} asked for; to refuse it give no hours",
            field="granted",
        )
    return amount


def _post(work: Work, claim: Claim, terms: Terms, addition: ClaimAddition, amount: Decimal) -> None:
    """One converted line: what the conversion would make of it is for the group to say, its category is not."""
    day = addition.on_date
    versions = terms.policy.conversion.versions if terms.policy.conversion else ()
    conversion = in_force(versions, day, terms.adopted.edition)
    line = LedgerLine(
        tenant_id=work.tenant_id,
        person_id=claim.person_id,
        policy=claim.policy,
        measure=terms.rule.measure,
        amount=amount,
        on_date=day,
        starts_at=datetime.combine(day, datetime.min.time(), work.zone),
        recorded_at=work.record(),
        activity_number="",
        kind=addition.kind,
        category=conversion.categories.get(addition.kind, addition.kind) if conversion else addition.kind,
        role="",
        unit_id=work.session.scalar(select(home_unit_on(work.tenant_id, claim.person_id, day))),
        source_id=addition.id,
        item=addition.title,
        conversion=conversion.name if conversion else "addition",
    )
    work.session.add(line)
    work.session.flush()
    judge.after_posting(work, [claim.person_id], {day})
