"""Object to what a notice shows (异议), and settle it by others than those who decided first (复核)."""

from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.checks import not_own, seat
from yanxiu_core.claims.deciding import pass_on, send_back
from yanxiu_core.claims.lookup import claim_of, require_reach, row_of, somebody
from yanxiu_core.claims.models import ACCEPT, OPEN, RETURN, Claim, ClaimDecision
from yanxiu_core.claims.terms import terms_in
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.notices.models import NoticeRow, PublicNotice
from yanxiu_core.objections.errors import ObjectionInvalid, ObjectionState
from yanxiu_core.objections.models import Objection
from yanxiu_core.work import Work


def register(work: Work, row_id: UUID, words: str) -> Objection:
    """Object to a row of a notice that runs, as any member of the staff.

    The claim waits until the objection is settled. Raises ObjectionInvalid without a text, ObjectionState where the
    notice does not run, PersonNeeded, NotFound, Forbidden.
    """
    if work.access.reach(Permission.CLAIMS_OBJECT).nothing:
        raise Forbidden(
            "您没有提出异议的权限", "You may not object", permission=Permission.CLAIMS_OBJECT.value
        )
    person = somebody(work)
    recorded_at = work.record()
    row = work.session.get(NoticeRow, (work.tenant_id, row_id))
    if row is None:
        raise NotFound("公示中没有这一行", "No such row of a notice", field="rowId")
    if not words.strip():
        raise ObjectionInvalid("请写明异议的内容", "Say what you object to", field="text")
    notice = work.session.get_one(PublicNotice, (work.tenant_id, row.notice_id))
    if not notice.starts_on <= work.today <= notice.ends_on:
        raise ObjectionState(
            f"公示期为 {notice.starts_on} 至 {notice.ends_on}, 期外不受理异议; 请向县局反映",
            f"Objections are taken from {notice.starts_on} to {notice.ends_on}; after that turn to the county",
            field="rowId",
        )
    objection = Objection(
        tenant_id=work.tenant_id,
        notice_row_id=row.id,
        claim_id=row.claim_id,
        person_id=person,
        text=words.strip(),
        recorded_at=recorded_at,
    )
    work.session.add(objection)
    work.session.flush()
    audit.record(
        work,
        "objection.register",
        counts={"objections": 1},
        rows=[(objection.id, row.claim_id, objection.text)],
        detail={"notice": str(notice.id)},
    )
    return objection


def settle(work: Work, objection_id: UUID, *, upheld: bool, reason: str) -> Objection:
    """Settle an objection, as a member who has neither decided on the claim nor objected to it: upheld, the claim is returned.

    A claim whose notice is over goes on when its last objection is dismissed. Raises ObjectionInvalid without a reason,
    ObjectionState when it is settled, OwnClaim, NotMember, ClaimState, PersonNeeded, NotFound, Forbidden.
    """
    person = somebody(work)
    recorded_at = work.record()
    objection, claim = _to_settle(work, objection_id, reason)
    row = work.session.get_one(NoticeRow, (work.tenant_id, objection.notice_row_id))
    notice = work.session.get_one(PublicNotice, (work.tenant_id, row.notice_id))
    terms = terms_in(work, claim.policy, claim.window_id)
    step = terms.version.step(notice.step) or terms.step_of("notice")
    body = seat(work, claim, terms, step, again=True)
    version_id = row_of(work, claim.id).version_id
    work.session.add(
        ClaimDecision(
            tenant_id=work.tenant_id,
            claim_id=claim.id,
            version_id=version_id,
            step=step.id,
            outcome=RETURN if upheld else ACCEPT,
            reason=reason.strip(),
            decider_id=person,
            body_unit_id=body,
            objection_id=objection.id,
            recorded_at=recorded_at,
        )
    )
    work.session.flush()
    waiting = claim.state == OPEN and claim.step == step.id and row.version_id == version_id
    if waiting and upheld:
        send_back(work, claim, terms)
    elif waiting and work.today > notice.ends_on and not open_objections(work, claim.id):
        pass_on(work, terms, step, [claim.id])
    audit.record(
        work,
        "objection.settle",
        counts={"objections": 1},
        rows=[(objection.id, claim.id, upheld, reason.strip())],
    )
    return objection


def _to_settle(work: Work, objection_id: UUID, reason: str) -> tuple[Objection, Claim]:
    """The objection and the claim against which it is, if the caller may settle it and it is not settled."""
    objection = work.session.get(Objection, (work.tenant_id, objection_id))
    if objection is None:
        raise NotFound("没有这项异议", "No such objection", field="objectionId")
    claim = claim_of(work, objection.claim_id)
    require_reach(work, Permission.CLAIMS_DECIDE, claim)
    if not reason.strip():
        raise ObjectionInvalid("复核须写明理由", "Say why it is settled so", field="reason")
    if _settled(work, objection_id):
        raise ObjectionState("这项异议已经复核", "The objection is settled already", field="objectionId")
    not_own(work, claim)
    return objection, claim


def open_objections(work: Work, claim_id: UUID) -> bool:
    """Whether an objection to the claim waits to be settled."""
    settled = select(ClaimDecision.id).where(
        ClaimDecision.tenant_id == Objection.tenant_id, ClaimDecision.objection_id == Objection.id
    )
    found = select(Objection.id).where(
        Objection.tenant_id == work.tenant_id, Objection.claim_id == claim_id, ~settled.exists()
    )
    return bool(work.session.scalar(select(found.exists())))


def _settled(work: Work, objection_id: UUID) -> bool:
    found = select(ClaimDecision.id).where(
        ClaimDecision.tenant_id == work.tenant_id, ClaimDecision.objection_id == objection_id
    )
    return bool(work.session.scalar(select(found.exists())))
