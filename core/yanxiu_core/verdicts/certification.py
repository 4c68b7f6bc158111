"""What the county's certification says about a verdict: its label, and how much of the amount is assured how far."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, any_, case, cast, func, literal, null
from sqlalchemy.orm import aliased

from yanxiu_core.claims.models import Claim, ClaimVersion
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.lines import standing
from yanxiu_core.ledger.assurance import certified_versions, reviewed_versions
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.policies.labels import label
from yanxiu_core.policies.model import Policy
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.seals.models import CertifiedResult


def reviewed_policies(context: ReadContext) -> list[Policy]:
    """The installed policies whose results are certified."""
    return [policy for policy in context.registry.policies.values() if policy.review is not None]


def under_review(verdict: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    """A person's verdict in a window of the kind that the policy's review certifies."""
    whens = [
        and_(
            verdict.c.policy == policy.id,
            verdict.c.person_id.is_not(None),
            verdict.c.window_kind.in_(sorted(_kinds(policy))),
        )
        for policy in reviewed_policies(context)
    ]
    return case(*((when, True) for when in whens), else_=False) if whens else literal(False)


def _kinds(policy: Policy) -> set[str]:
    rule = policy.rule(policy.review.rule) if policy.review else None
    windows = [version.window for version in rule.versions] if rule else []
    return {kind for window in windows for kind in (window.value, *window.allowed)}


def certified_status(verdict: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The status of the certified result for the person and window, as known; null where there is none.

    It is one rule's: what the policy's other rules ask is judged and certified by nobody.
    """
    rules = [policy.review.rule for policy in reviewed_policies(context) if policy.review is not None]
    if not rules:
        return cast(null(), Text())
    result = certified_versions(context.known_at).with_only_columns(CertifiedResult.status)
    found = result.where(*_of(verdict)).correlate(verdict).scalar_subquery()
    return case((verdict.c.rule.in_(rules), found), else_=null())


def _of(verdict: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        Claim.tenant_id == verdict.c.tenant_id,
        Claim.policy == verdict.c.policy,
        Claim.window_id == verdict.c.window_id,
        Claim.person_id == verdict.c.person_id,
    )


def status_label(row: Mapping[str, Any], context: ReadContext, _args: Any) -> str:
    """The policy's word for the status: the certified one, and until there is one never 合格 or 不合格."""
    policy = context.registry.policies.get(row["policy"])
    if policy is None:
        return str(row["status"])
    status = row["certified_status"] or row["status"]
    return label(policy, status, final=final(row, context, {})).to(context.language)


def final(row: Mapping[str, Any], _context: ReadContext, _args: Any) -> bool:
    """Whether the status is the last word: nothing has to be certified, or it is."""
    return not row["under_review"] or row["certified_status"] is not None


def certified(verdict: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """How much of the gross amount stands in a certified result."""
    policies = reviewed_policies(context)
    return _with(verdict, verdict.c.certified, certified_versions(context.known_at), context, policies)


def reviewed(verdict: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """How much of it the school has passed."""
    policies = reviewed_policies(context)
    return _with(
        verdict, verdict.c.reviewed, reviewed_versions(policies, context.known_at), context, policies
    )


def registered(verdict: FromClause, context: ReadContext, args: Any) -> ColumnElement[Any]:
    """The rest of it."""
    gross = verdict.c.registered + verdict.c.reviewed + verdict.c.certified
    return cast(gross - reviewed(verdict, context, args) - certified(verdict, context, args), QUANTITY)


def _with(
    verdict: FromClause, own: Any, versions: Select[Any], context: ReadContext, policies: list[Policy]
) -> ColumnElement[Any]:
    """The lines that were frozen and stand still, added up; for the rules that are certified alone."""
    rules = [policy.review.rule for policy in policies if policy.review is not None]
    if not rules:
        return cast(own, QUANTITY)
    line = aliased(LedgerLine)
    amounts = (
        versions.with_only_columns(func.coalesce(func.sum(line.amount), 0))
        .join(line, and_(line.tenant_id == ClaimVersion.tenant_id, line.id == any_(ClaimVersion.line_ids)))
        .where(*_of(verdict), standing(line, context.known_at))
    )
    assured = amounts.correlate(verdict).scalar_subquery()
    return cast(case((verdict.c.rule.in_(rules), assured), else_=own), QUANTITY)
