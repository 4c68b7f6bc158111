"""What a verdict leaves out: participations that would have counted under its rule, each with the reason."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, case, false, func, null, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.activities.models import Activity, ActivitySegment
from yanxiu_core.codes.models import Code
from yanxiu_core.database.clocks import known
from yanxiu_core.engine.lines import read_by, standing
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.engine.trace import EMPTY, TraceScope, around, by_version, had
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.participations.joining import activity_of, segment_of, status_of
from yanxiu_core.participations.models import Participation
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.policies.selection import Selector


def left_out(verdict: FromClause, scope: TraceScope) -> ScalarSelect[Any]:
    """JSON list of the participations in the window that the rule would have counted and that are worth nothing, each with
    the reason as a code.

    `planned` (活动尚未确认), `cancelled` (活动已取消), `excused`, `absent`, or `lower_role` (同一环节只计最高的角色).
    """
    status = aliased(Code)
    row = _row(status, scope)
    ordered = aggregate_order_by(row, ActivitySegment.starts_at, Activity.number, Participation.id)
    return (
        select(func.coalesce(func.json_agg(ordered), EMPTY))
        .select_from(Participation)
        .join(Activity, activity_of(Activity, Participation))
        .join(ActivitySegment, segment_of(ActivitySegment, Participation, scope.known_at))
        .outerjoin(status, status_of(status, Participation))
        .where(
            Participation.tenant_id == verdict.c.tenant_id,
            Participation.person_id == verdict.c.person_id,
            known(Participation, scope.known_at),
            ActivitySegment.on_date >= verdict.c.starts_on,
            ActivitySegment.on_date <= verdict.c.ends_on,
            *((ActivitySegment.on_date <= scope.as_of,) if scope.as_of else ()),
            _asked_for(verdict, scope),
            Participation.id.not_in(_worth(verdict, scope)),
        )
        .correlate(verdict)
        .scalar_subquery()
    )


def _row(status: Any, scope: TraceScope) -> ColumnElement[Any]:
    """What is told of one participation; `status` is what its status means."""
    cancelled, confirmed = had(Activity.cancelled_at, scope), had(Activity.confirmed_at, scope)
    reason = case(
        (cancelled, "cancelled"),
        (~confirmed, "planned"),
        (status.meaning.in_(("excused", "absent")), status.meaning),
        else_="lower_role",
    )
    return func.json_build_object(
        "activity_id", Activity.id,
        "activity_number", Activity.number,
        "title", Activity.title,
        "on_date", ActivitySegment.on_date,
        "role", Participation.role,
        "status", Participation.status,
        "reason", reason,
        "cancel_reason", case((cancelled, Activity.cancel_reason), else_=null()),
    )  # fmt: skip


def _worth(verdict: FromClause, scope: TraceScope) -> Select[Any]:
    """The participations of the person that have a line.

    They are found by the person's index and hashed once a verdict; an anti-join by source would be planned over the whole
    tenant.
    """
    counted = aliased(LedgerLine)
    return (
        select(counted.source_id)
        .where(
            counted.tenant_id == verdict.c.tenant_id,
            # A policy without 学时 of its own counts the facts.
            counted.policy == case((verdict.c.policy.in_(_converting(scope)), verdict.c.policy), else_=""),
            counted.person_id == verdict.c.person_id,
            standing(counted, scope.known_at),
            *((counted.recorded_at <= scope.known_at,) if scope.known_at else ()),
        )
        .correlate(verdict)
    )


def _converting(scope: TraceScope) -> list[str]:
    return [policy.id for policy in scope.policies if policy.conversion is not None]


def _asked_for(verdict: FromClause, scope: TraceScope) -> ColumnElement[bool]:
    """The participation is one that the verdict's rule would have counted: whoever missed a meeting has not written a
    note less.
    """
    return by_version(verdict, scope, lambda p, r, v: _would_count(verdict, p, r, v, scope), true())


def _would_count(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: TraceScope
) -> ColumnElement[bool]:
    if rule.source == "verdicts" or (rule.source == "facts" and rule.measure != "count"):
        return false()
    selectors = read_by(version)
    # What only a line has, such as how far it is assured, is not asked of what has none.
    kept = [
        Selector(kinds=item.kinds, roles=item.roles, weekday=item.weekday, between=item.between)
        for item in selectors
        if item.activity is not False
    ]
    if selectors and not kept:
        return false()
    line = SimpleNamespace(
        kind=Activity.kind,
        role=Participation.role,
        on_date=ActivitySegment.on_date,
        starts_at=ActivitySegment.starts_at,
    )
    return any_of(kept, line, around(verdict, policy, scope))
