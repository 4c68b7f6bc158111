"""Register documented exceptions from a rule."""

from decimal import Decimal

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.errors import NotFound
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.inputs import ObligationInput
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA, SET, Obligation
from yanxiu_core.people.models import Person
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.policies.lookup import rule_of
from yanxiu_core.quantities import within
from yanxiu_core.verdicts.sources import bounds_of
from yanxiu_core.work import Work

MOST = {PRO_RATA: 1, SET: 9_999}
"""The largest amount of each kind: the whole threshold, and a figure that is no typing error."""


def register(work: Work, new: ObligationInput) -> Obligation:
    """Register what a person owes a rule in a window; what was registered before is superseded.

    The person's verdicts follow at once. Raises ObligationInvalid (field named), PolicyUnknown, PolicyNotAdopted,
    WindowUnknown, NotFound, Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    amount = _checked_amount(new)
    _check_document(new)
    policy, rule = rule_of(work.registry.policies, new.rule)
    if not bounds_of(work, policy, rule, new.window):
        raise PolicyNotAdopted(
            f"本县没有采用 {policy.id}", f"This county has not adopted {policy.id}", field="rule"
        )
    recorded_at = work.record()
    if work.session.get(Person, (work.tenant_id, new.person_id)) is None:
        raise NotFound("没有这个人员", "No such person", field="personId")
    present = superseding.present(
        work.session, Obligation, work.tenant_id, person_id=new.person_id, rule=rule.id, window_key=new.window
    )
    superseding.close(work.session, present, recorded_at)
    obligation = Obligation(
        tenant_id=work.tenant_id,
        person_id=new.person_id,
        rule=rule.id,
        window_key=new.window,
        kind=new.kind,
        amount=amount,
        reason=new.reason.strip(),
        document=new.document.strip(),
        approver=new.approver.strip(),
        recorded_at=recorded_at,
    )
    work.session.add(obligation)
    work.session.flush()
    audit.record(
        work,
        "obligation.register",
        counts={"obligations": 1},
        rows=[(obligation.id, new.person_id, rule.id, new.window, new.kind, amount, obligation.document)],
        detail={"rule": rule.id, "window": new.window},
    )
    judge.after_facts(work, [new.person_id])
    return obligation


def _checked_amount(new: ObligationInput) -> Decimal | None:
    if new.kind not in {EXEMPT, *MOST}:
        raise ObligationInvalid(
            f"没有“{new.kind}”这种情形; 可用: {EXEMPT}(免考核)、{PRO_RATA}(按比例)、{SET}(另定)",
            f"There is no kind {new.kind!r}; there are: {EXEMPT}, {PRO_RATA}, {SET}",
            field="kind",
        )
    if new.kind == EXEMPT:
        if new.amount is not None:
            raise ObligationInvalid("免考核不带数额", "An exemption has no amount", field="amount")
        return None
    most = MOST[new.kind]
    # A share keeps its further places (7/12); a figure is hours.
    if new.amount is None or (stored := within(new.amount, 0, most)) is None or not 0 <= new.amount <= most:
        raise ObligationInvalid(
            f"数额应在 0 到 {most} 之间", f"The amount must be between 0 and {most}", field="amount"
        )
    return new.amount if new.kind == PRO_RATA else stored


def _check_document(new: ObligationInput) -> None:
    for field, value in (("document", new.document), ("approver", new.approver)):
        if not value.strip():
            raise ObligationInvalid(
                "请写明所据文件和批准人", "Name the document and who approved it", field=field
            )
