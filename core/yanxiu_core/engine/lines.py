"""The ledger lines that a rule reads, gross, within a window and as known at a moment."""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, bindparam, select, true
from sqlalchemy.orm import aliased

from yanxiu_core.engine.scope import Scope, day
from yanxiu_core.ledger.models import RETURNED, LedgerLine
from yanxiu_core.policies.model import Rule, RuleVersion


def of_rule(rule: Rule, version: RuleVersion, policy_id: str, line: Any) -> list[ColumnElement[bool]]:
    """The conditions that pick a rule's lines: its policy's converted lines or the shared fact lines."""
    conditions = [
        line.policy == (policy_id if rule.source == "converted" else ""),
        line.measure == rule.measure,
        line.assurance != RETURNED,
    ]
    if version.kinds:
        conditions.append(line.kind.in_(version.kinds))
    return conditions


def within(scope: Scope, line: Any) -> list[ColumnElement[bool]]:
    """The conditions of the scope: tenant, window, people, and what was recorded by then.

    Reversals are among the lines, so every plain sum is net.
    """
    conditions = [
        line.tenant_id == scope.tenant,
        line.on_date >= day(scope.bounds.starts_on),
        line.on_date <= day(scope.last_day),
    ]
    if scope.known_at is not None:
        moment = bindparam("known_at", scope.known_at, DateTime(timezone=True), unique=True)
        conditions.append(line.recorded_at <= moment)
    only = scope.among(line.person_id)
    return conditions if only is None else [*conditions, only]


def standing(line: Any, scope_known_at: Any = None) -> ColumnElement[bool]:
    """The line is no reversal and none has taken it back (by then): needed where lines are capped one by one."""
    reversal = aliased(LedgerLine)
    taken_back = select(true()).where(
        reversal.tenant_id == line.tenant_id,
        reversal.reverses_id == line.id,
        reversal.reverses_id.is_not(None),
    )
    if scope_known_at is not None:
        taken_back = taken_back.where(
            reversal.recorded_at
            <= bindparam("known_at", scope_known_at, DateTime(timezone=True), unique=True)
        )
    stands: ColumnElement[bool] = line.reverses_id.is_(None) & ~taken_back.exists()
    return stands


COLUMNS = (
    "person_id",
    "on_date",
    "starts_at",
    "activity_number",
    "id",
    "category",
    "role",
    "assurance",
    "amount",
)
"""What caps look at, in the order in which lines are taken: start time, then activity number."""


def columns(line: Any) -> Select[Any]:
    """The columns of a line that caps and totals need."""
    return select(*(getattr(line, name) for name in COLUMNS))
