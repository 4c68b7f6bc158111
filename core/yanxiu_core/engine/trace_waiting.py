"""What a rule would count if the unit where it took place had confirmed it."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from yanxiu_core.engine import trace
from yanxiu_core.engine.selectors import Around, any_of
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion


def waiting(verdict: FromClause, scope: trace.TraceScope) -> ColumnElement[Any]:
    """JSON list of the lines that the rule would count if the unit where they took place had confirmed them."""
    return trace.by_version(verdict, scope, lambda p, r, v: _waiting(verdict, p, r, v, scope))


def _waiting(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: trace.TraceScope
) -> ColumnElement[Any]:
    if not any(selector.assurance for selector in version.lines):
        return trace.EMPTY
    anyhow = version.model_copy(
        update={"lines": tuple(item.model_copy(update={"assurance": ()}) for item in version.lines)}
    )
    line = LedgerLine.__table__.alias().c
    row = func.json_build_object(
        "id", line.id,
        "title", trace.unit_named(line.tenant_id, line.item),
        "on_date", line.on_date,
        "kind", line.kind,
        "amount", cast(line.amount, Text()),
    )  # fmt: skip
    around = Around(policy.vocabulary, trace.zone_of(verdict), scope.known_at)
    ordered = aggregate_order_by(row, line.starts_at, line.id)
    return (
        select(func.coalesce(func.json_agg(ordered), trace.EMPTY))
        .where(
            *trace.conditions(verdict, policy, rule, anyhow, scope, line),
            ~any_of(version.lines, line, around),
        )
        .correlate(verdict)
        .scalar_subquery()
    )
