"""What was asked of the person or unit of a verdict: the rule's figures under its adoption, its caps, its obligation."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Text, cast, func, null, select
from sqlalchemy.dialects.postgresql import JSON

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.database.clocks import known
from yanxiu_core.engine import trace, trace_settings
from yanxiu_core.engine.caps import cut_column
from yanxiu_core.engine.trace import TraceScope
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Figure
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.policies.settable import settable

NOTHING = cast(null(), JSON())


def asked(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON object of threshold and upper: what is asked for each period, item, part, person or unit."""
    return trace.by_version(verdict, scope, lambda _p, _r, v: _asked(verdict, v, scope))


def _asked(verdict: FromClause, version: RuleVersion, scope: TraceScope) -> ColumnElement[Any]:
    upper = cast(trace.limit(verdict, version.upper, scope), Text()) if version.upper else null()
    return func.json_build_object(
        "threshold", cast(trace.limit(verdict, version.threshold, scope), Text()), "upper", upper
    )


def settings(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON list of what a county may set of the rule: name, value, unit, and the document by which it is set.

    The document is the version's own where nobody has set another value; a unit's own value has the unit's document,
    and what it follows that of the adoption above.
    """
    return trace.by_version(verdict, scope, lambda _p, _r, v: _settings(verdict, v, scope))


def _settings(verdict: FromClause, version: RuleVersion, scope: TraceScope) -> ColumnElement[Any]:
    found = {name: value for _, name, value in settable(version)}
    rows = [
        func.json_build_object(
            "name", name,
            "value", func.coalesce(trace_settings.chosen(verdict, value, scope.followed()), str(value.value)),
            "unit", value.unit if isinstance(value, Figure) else None,
            "document", func.coalesce(
                trace_settings.document(verdict, value, scope.followed()), version.source.document
            ),
        )
        for name, value in sorted(found.items())
    ]  # fmt: skip
    return func.json_build_array(*rows) if rows else trace.EMPTY


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
            "limit", cast(trace.limit(verdict, cap.limit, scope), Text()),
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
