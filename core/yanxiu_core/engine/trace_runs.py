"""What a caution of a rule looks at: the days that count, and the county's own days off and of work."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.calendars.models import CalendarPeriod
from yanxiu_core.calendars.workdays import HOLIDAY, WORKDAY
from yanxiu_core.database.clocks import known
from yanxiu_core.engine import trace
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion


def runs(verdict: FromClause, scope: trace.TraceScope) -> ColumnElement[Any]:
    """JSON of `least`, `days` and `periods` (kind, first and last day) where the rule has a caution; else empty."""
    return trace.by_version(verdict, scope, lambda p, r, v: _runs(verdict, p, r, v, scope))


def _runs(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: trace.TraceScope
) -> ColumnElement[Any]:
    if version.caution is None:
        return trace.EMPTY
    line, period = LedgerLine.__table__.alias().c, aliased(CalendarPeriod)
    days = (
        select(func.coalesce(func.json_agg(aggregate_order_by(line.on_date, line.on_date)), trace.EMPTY))
        .where(*trace.conditions(verdict, policy, rule, version, scope, line))
        .correlate(verdict)
        .scalar_subquery()
    )
    span = func.json_build_array(period.kind, period.starts_on, period.ends_on)
    periods = (
        select(func.coalesce(func.json_agg(span), trace.EMPTY))
        .where(
            period.tenant_id == verdict.c.tenant_id,
            period.kind.in_((HOLIDAY, WORKDAY)),
            period.starts_on <= verdict.c.ends_on,
            period.ends_on >= verdict.c.starts_on,
            known(period, scope.known_at),
        )
        .correlate(verdict)
        .scalar_subquery()
    )
    least = cast(trace.limit(verdict, version.caution.run, scope), Text())
    return func.json_build_object("least", least, "days", days, "periods", periods, type_=JSON())
