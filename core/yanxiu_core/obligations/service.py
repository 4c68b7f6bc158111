"""Register documented exceptions from rules: one, or many as one set."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import DomainError, NotFound
from yanxiu_core.obligations import repository
from yanxiu_core.obligations.checks import check
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.inputs import ObligationInput, Registered
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.obligations.terms import concerned
from yanxiu_core.people.models import Person
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.policies.lookup import rule_of
from yanxiu_core.verdicts.sources import bounds_of
from yanxiu_core.work import Work

MOST = 5_000
"""Exceptions in one call; longer lists are imports."""


def register(work: Work, new: ObligationInput) -> Obligation:
    """Register what a person owes a rule in a window; what was registered before is superseded.

    The person's verdicts follow at once. Raises ObligationInvalid (field named), PolicyUnknown, PolicyNotAdopted,
    WindowUnknown, NotFound, Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    amount = check(new)
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


def register_many(work: Work, entries: Sequence[ObligationInput]) -> Registered:
    """Register exceptions as one set; the people are judged once, at the end.

    The same person, rule and window with identical content is nothing, other content supersedes. Raises
    ObligationInvalid (field `obligations.N.…`), PolicyUnknown, PolicyNotAdopted, WindowUnknown, Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    work.record()
    if not 1 <= len(entries) <= MOST:
        raise ObligationInvalid(
            f"一次登记 1 至 {MOST} 条; 更多的请导入",
            f"Register 1 to {MOST} at a time; import longer lists",
            field="obligations",
        )
    entries = _checked(work, entries)
    repository.stage(
        work,
        (
            {**asdict(entry), "line": line, "window_key": entry.window}
            for line, entry in enumerate(entries, start=1)
        ),
    )
    counts = repository.write(work)
    audit.record(
        work,
        "obligation.register_many",
        counts=counts,
        rows=[tuple(asdict(entry).values()) for entry in entries],
    )
    return Registered(**counts)


def _checked(work: Work, entries: Sequence[ObligationInput]) -> list[ObligationInput]:
    known = select(Person.id).where(
        Person.tenant_id == work.tenant_id, among(Person.id, [entry.person_id for entry in entries])
    )
    people = set(work.session.scalars(known))
    rules: dict[tuple[str, str], str] = {}
    checked: list[ObligationInput] = []
    seen: set[tuple[object, ...]] = set()
    for index, entry in enumerate(entries):
        try:
            amount: Decimal | None = check(entry)
            pair = (entry.rule, entry.window)
            if not entry.rule:
                raise ObligationInvalid("请写明规则", "Name the rule", field="rule")
            if pair not in rules:
                rules[pair] = concerned(work, *pair)[0][1].id
            if entry.person_id not in people:
                raise ObligationInvalid("没有这个人员", "No such person", field="personId")
            key = (entry.person_id, rules[pair], entry.window)
            if key in seen:
                raise ObligationInvalid(
                    "同一人同一规则同一时段只登记一次", "It stands twice", field="personId"
                )
        except DomainError as error:
            field = f"obligations.{index}.{error.details.get('field', '')}"
            raise type(error)(
                f"第 {index + 1} 条: {error.zh}", f"Entry {index + 1}: {error.en}", field=field
            ) from error
        seen.add(key)
        texts = {name: getattr(entry, name).strip() for name in ("reason", "document", "approver")}
        checked.append(replace(entry, rule=rules[pair], amount=amount, **texts))
    return checked
