"""What the person does: confirm the claim, and add only what is missing from it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.errors import AdditionInvalid, ClaimNotOwn, ClaimState
from yanxiu_core.claims.flow import onward
from yanxiu_core.claims.freezing import CONFIRMED, freeze
from yanxiu_core.claims.lookup import claim_of, row_of, somebody
from yanxiu_core.claims.models import DRAFTED, PENDING, READY, REFUSED, RETURNED, Claim, ClaimAddition
from yanxiu_core.claims.terms import Terms, terms_in
from yanxiu_core.engine import judge
from yanxiu_core.engine.lines import standing
from yanxiu_core.errors import Forbidden
from yanxiu_core.files.attaching import attach
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.quantities import CENT, within
from yanxiu_core.work import Work

MOST_HOURS = 100
"""学时 of one addition; more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class AdditionInput:
    """Something missing: its kind and title, its day, the 学时 asked for, and what proves it (in words, or a file)."""

    kind: str
    title: str
    on_date: date
    hours: Decimal
    proof: str = ""
    file_id: UUID | None = None


def confirm(work: Work, claim_id: UUID) -> Claim:
    """Confirm an own claim: its figures and their trace are frozen, and it goes to the first who decide.

    One that has passed every step, and whose facts have changed since, is not sealed: it is confirmed anew too.
    Raises ClaimNotOwn, ClaimState (not waiting for it, the window not over, no longer concerned), PersonNeeded,
    NotFound, Forbidden.
    """
    _gate(work)
    recorded_at = work.record()
    claim, terms = _own(work, claim_id, ready=True)
    if work.today <= terms.bounds.ends_on:
        raise ClaimState(
            f"时段到 {terms.bounds.ends_on} 才结束, 之后再确认",
            f"The window ends on {terms.bounds.ends_on}; confirm after that",
        )
    judge.renew(work, terms.bounds, [claim.person_id])
    version = freeze(work, claim, terms, CONFIRMED)
    step = terms.version.steps[0]
    work.session.execute(
        update(Claim)
        .where(Claim.tenant_id == work.tenant_id, Claim.id == claim.id)
        .values(onward(work, terms, step, Claim))
        .execution_options(synchronize_session=False)
    )
    work.session.refresh(claim)
    audit.record(
        work,
        "claim.confirm",
        counts={"claims": 1},
        rows=[(claim.id, version.number, version.measured, version.required)],
        detail={"at": recorded_at.isoformat()},
    )
    return claim


def add(work: Work, claim_id: UUID, new: AdditionInput) -> ClaimAddition:
    """Add what is missing from an own claim; the group that decides next grants or refuses it.

    Raises AdditionInvalid (field named), ClaimNotOwn, ClaimState, PersonNeeded, NotFound, Forbidden.
    """
    _gate(work)
    file = (
        attach(work, new.file_id).file if new.file_id else None
    )  # before the moment is taken: it takes a while
    recorded_at = work.record()
    claim, terms = _own(work, claim_id)
    hours = _check(work, claim, terms, new)
    addition = ClaimAddition(
        tenant_id=work.tenant_id,
        claim_id=claim.id,
        series_id=uuid7(),
        kind=new.kind.strip(),
        title=new.title.strip(),
        on_date=new.on_date,
        hours=hours,
        proof=new.proof.strip(),
        file_id=file.id if file else None,
        state=PENDING,
        recorded_at=recorded_at,
    )
    work.session.add(addition)
    work.session.flush()
    audit.record(
        work,
        "claim.add",
        counts={"additions": 1},
        rows=[(addition.id, claim.id, addition.kind, addition.title, addition.on_date, hours)],
    )
    return addition


def _gate(work: Work) -> None:
    if work.access.reach(Permission.CLAIMS_CONFIRM).nothing:
        raise Forbidden(
            "您没有确认登记表的权限", "You may not confirm claims", permission=Permission.CLAIMS_CONFIRM.value
        )


def _own(work: Work, claim_id: UUID, *, ready: bool = False) -> tuple[Claim, Terms]:
    """An own claim that waits for its person; with `ready` also one that cannot be sealed as it is."""
    person = somebody(work)
    claim = claim_of(work, claim_id)
    if claim.person_id != person:
        raise ClaimNotOwn(
            "只能确认和补充本人的登记表; 请由本人办理",
            "Only one's own claim is confirmed or added to; let the person do it",
            field="claimId",
        )
    stale = ready and claim.state == READY and row_of(work, claim.id).changed
    if claim.state not in (DRAFTED, RETURNED) and not stale:
        raise ClaimState(
            "登记表已经确认, 正在审核或已认定; 要改请先由审核人退回",
            "The claim is confirmed and under review or certified; to change it, have it returned first",
            field="claimId",
        )
    return claim, terms_in(work, claim.policy, claim.window_id)


def _check(work: Work, claim: Claim, terms: Terms, new: AdditionInput) -> Decimal:
    for field, value in (("kind", new.kind), ("title", new.title)):
        if not value.strip():
            raise AdditionInvalid("请写明类型和名称", "Name its kind and title", field=field)
    bounds = terms.bounds
    if not bounds.starts_on <= new.on_date <= bounds.ends_on:
        raise AdditionInvalid(
            f"{new.on_date} 不在时段 {bounds.key}({bounds.starts_on} 至 {bounds.ends_on})之内, 不能补充到这份登记表; "
            "时段以外的由县局决定归属(补学或下一时段)",
            f"{new.on_date} lies outside {bounds.key} ({bounds.starts_on} to {bounds.ends_on}); where such a day counts "
            "is decided by the county",
            field="onDate",
        )
    hours = within(new.hours, CENT, MOST_HOURS)
    if hours is None:
        raise AdditionInvalid(
            f"学时应在 0.01 到 {MOST_HOURS} 之间", f"Hours lie between 0.01 and {MOST_HOURS}", field="hours"
        )
    if not new.proof.strip() and new.file_id is None:
        raise AdditionInvalid(
            "请写明证明材料, 或上传文件", "Say what proves it, or upload a file", field="proof"
        )
    if _is_added(work, claim, new):
        raise AdditionInvalid(
            f"{new.on_date}“{new.title.strip()}”已经补充过, 同一项只补充一次",
            f"{new.title.strip()} on {new.on_date} was added already and is added once",
            field="title",
        )
    if _is_recorded(work, claim, new):
        raise AdditionInvalid(
            f"{new.on_date}“{new.title.strip()}”已经登记, 不需要补充",
            f"{new.title.strip()} on {new.on_date} is recorded already and is not missing",
            field="title",
        )
    return hours


def _is_added(work: Work, claim: Claim, new: AdditionInput) -> bool:
    """It waits for a decision or was granted; what was refused may be added again, with better proof."""
    found = select(ClaimAddition.id).where(
        ClaimAddition.tenant_id == work.tenant_id,
        ClaimAddition.claim_id == claim.id,
        ClaimAddition.superseded_at.is_(None),
        ClaimAddition.state != REFUSED,
        ClaimAddition.on_date == new.on_date,
        ClaimAddition.title == new.title.strip(),
    )
    return bool(work.session.scalar(select(found.exists())))


def _is_recorded(work: Work, claim: Claim, new: AdditionInput) -> bool:
    line = LedgerLine
    found = (
        select(line.id)
        .join(Activity, (Activity.tenant_id == line.tenant_id) & (Activity.id == line.activity_id))
        .where(
            line.tenant_id == work.tenant_id,
            line.person_id == claim.person_id,
            line.policy == claim.policy,
            line.on_date == new.on_date,
            Activity.title == new.title.strip(),
            standing(line),
        )
    )
    return bool(work.session.scalar(select(found.exists())))
