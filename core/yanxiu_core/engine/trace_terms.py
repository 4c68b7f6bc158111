"""What was asked of the person or unit of a verdict: the rule's figures under its adoption, its caps, its obligation."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Text, cast, func, null, select
from sqlalchemy.dialects.postgresql import JSON

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.database.clocks import known
from yanxiu_core.engine import trace
from yanxiu_core.engine.caps import cut_column
from yanxiu_core.engine.trace import TraceScope
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion

NOTHING = cast(null(), JSON())


def asked(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON object of threshold and upper: what is asked for each period, item, part, person or unit."""
    return trace.by_version(verdict, scope, lambda _p, _r, v: _asked(verdict, v))


def _asked(verdict: FromClause, version: RuleVersion) -> ColumnElement[Any]:
    upper = cast(trace.limit(verdict, version.upper), Text()) if version.upper else null()
    return func.json_build_object(
        "threshold", cast(trace.limit(verdict, version.threshold), Text()), "upper", upper
    )


def caps(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON list of the rule's caps with their limits under the verdict's adoption, and what each took away."""
    return trace.by_version(verdict, scope, lambda p, r, v: _caps(verdict, p, r, v, scope))


def _caps(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: TraceScope
) -> ColumnElement[Any]:
    if not version.caps:
        return trace.EMPTY
    lines = trace.taken(verdict, policy, rule, version, scope)
    rows = [
        func.json_build_object(
            "per", cap.per,
            "only", func.json_build_array(*cap.only),
            "unit", cap.limit.unit,
            "limit", cast(trace.limit(verdict, cap.limit), Text()),
            "capped", cast(cast(func.coalesce(func.sum(lines.c[cut_column(index)]), 0), QUANTITY), Text()),
        )
        for index, cap in enumerate(version.caps)
    ]  # fmt: skip
    return select(func.json_build_array(*rows)).select_from(lines).correlate(verdict).scalar_subquery()


def obligation(verdict: FromClause, scope: TraceScope) -> ScalarSelect[Any]:
    """JSON object of kind, reason, amount and document where the person owes another figure than the rule's; else null."""
    row = func.json_build_object(
        "kind", Obligation.kind,
        "reason", Obligation.reason,
        "amount", cast(Obligation.amount, Text()),
        "document", Obligation.document,
    )  # fmt: skip
    return (
        select(row)
        .where(
            Obligation.tenant_id == verdict.c.tenant_id,
            Obligation.person_id == verdict.c.person_id,
            Obligation.rule == verdict.c.rule,
            Obligation.window_key == verdict.c.window_key,
            known(Obligation, scope.known_at),
        )
        .correlate(verdict)
        .scalar_subquery()
    )
