"""The ledger lines that a rule reads, gross, within a window and as known at a moment."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Numeric,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.scope import Scope, day
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.ledger.models import REGISTERED, RETURNED, LedgerLine
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.policies.selection import Selector

COLUMNS = (
    "tenant_id", "person_id", "unit_id", "on_date", "starts_at", "activity_number", "id", "kind", "category", "role", "assurance",
    "amount", "item", "fields", "activity_id", "source_id",
)  # fmt: skip
"""What selectors, caps and figures look at."""


def read_by(version: RuleVersion) -> tuple[Selector, ...]:
    """The selectors of all lines that a version reads; the day from which lateness counts may be a line too."""
    if version.each is not None and version.each.parts:
        return tuple(selector for part in version.each.parts for selector in part.lines)
    if isinstance(version.due, tuple) and version.lines:
        return (*version.lines, *version.due)
    return version.lines


def of_source(rule: Rule, policy: Policy, line: Any) -> list[ColumnElement[bool]]:
    """The policy's converted lines or the shared fact lines, of the rule's measure, and not returned."""
    return [
        line.policy == (policy.id if rule.source == "converted" else ""),
        line.measure == rule.measure,
        line.assurance != RETURNED,
    ]


def within(scope: Scope, line: Any, *, ever: bool = False) -> list[ColumnElement[bool]]:
    """The conditions of the scope: tenant, window (`ever`: and all before), people, and what was recorded by then.

    Reversals are among the lines, so every plain sum is net.
    """
    conditions = [line.tenant_id == scope.tenant, line.on_date <= day(scope.last_day)]
    if not ever:
        conditions.append(line.on_date >= day(scope.bounds.starts_on))
    return [*conditions, *_known(scope, line)]


def _known(scope: Scope, line: Any) -> list[ColumnElement[bool]]:
    conditions = []
    if scope.known_at is not None:
        moment = bindparam("known_at", scope.known_at, DateTime(timezone=True), unique=True)
        conditions.append(line.recorded_at <= moment)
    return [*conditions, *scope.among(line.person_id)]


def standing(line: Any, scope_known_at: Any = None) -> ColumnElement[bool]:
    """The line is no reversal and none has taken it back (by then): needed wherever lines are more than summed."""
    reversal = LedgerLine.__table__.alias().c
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


def lines_of(brief: Brief, selectors: tuple[Selector, ...]) -> Subquery:
    """The standing lines that these selectors pick for a rule in its window, 补学 decisions included."""
    if brief.verdicts is not None:
        return _met_verdicts(brief)
    line = LedgerLine.__table__.alias().c
    scope, version = brief.scope, brief.version
    picked = [
        *of_source(brief.rule, brief.policy, line),
        any_of(selectors, line, brief.around),
        standing(line, scope.known_at),
    ]
    inside = within(scope, line, ever=version.since == "ever")
    columns = [line[name] for name in COLUMNS]
    own = select(*columns).where(*picked, *inside)
    if not scope.makeups:
        return own.subquery()
    done = () if scope.as_of is None else (line.on_date <= day(scope.as_of),)
    moved = select(*columns).where(
        *picked, line.tenant_id == scope.tenant, *done, *_known(scope, line), moved_here(brief, line)
    )
    return own.where(~moved_away(brief, line)).union_all(moved).subquery()


def moved_here(brief: Brief, line: Any) -> ColumnElement[bool]:
    """A 补学 decision counts the line in this window."""
    return _decision(brief, line, Makeup.window_key == brief.scope.bounds.key)


def moved_away(brief: Brief, line: Any) -> ColumnElement[bool]:
    """A 补学 decision has taken the line out of the window in which its date lies."""
    return _decision(brief, line, true())


def _decision(brief: Brief, line: Any, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(true())
        .where(
            Makeup.tenant_id == brief.scope.tenant,
            Makeup.policy == brief.policy.id,
            Makeup.person_id == line.person_id,
            Makeup.activity_id == line.activity_id,
            Makeup.window_kind == brief.scope.bounds.kind,
            Makeup.withdrawn.is_(False),
            brief.scope.known(Makeup),
            which,
        )
        .exists()
    )


def _met_verdicts(brief: Brief) -> Subquery:
    """The met verdicts of another rule as lines: one each, of the person or unit, on the window's last day."""
    rows: FromClause = brief.verdicts  # type: ignore[assignment] # asked only where it is there
    values: dict[str, Any] = {
        "tenant_id": rows.c.tenant_id,
        "person_id": rows.c.person_id,
        "unit_id": rows.c.unit_id,
        "id": rows.c.subject_id,
        "source_id": rows.c.subject_id,
        "on_date": cast(literal(brief.scope.bounds.ends_on), Date()),
        "assurance": literal(REGISTERED, Text()),
        "amount": cast(literal(1), Numeric(12, 2)),
        "activity_id": cast(null(), Uuid()),
        "fields": cast(null(), ARRAY(Text())),
        "starts_at": cast(null(), DateTime(timezone=True)),
    }
    named: Select[Any] = select(
        *(values.get(name, literal("", Text())).label(name) for name in COLUMNS)
    ).where(met(rows))
    return named.subquery()


def met(rows: Any) -> ColumnElement[bool]:
    """The figure of a verdict meets what is required by the row's own comparator; an open figure does not."""
    measured, required, comparator = rows.c.measured, rows.c.required, rows.c.comparator
    holds = or_(
        and_(comparator == "gte", measured >= required),
        and_(comparator == "gt", measured > required),
        and_(comparator == "lte", measured <= required),
        and_(comparator == "eq", measured == required),
        and_(comparator == "between", measured >= required, measured <= rows.c.upper),
    )
    return and_(measured.is_not(None), holds)


def compare(comparator: str, value: Any, threshold: Any, upper: Any) -> ColumnElement[bool]:
    """A figure against a threshold by a comparator that is known when compiling."""
    made: dict[str, Any] = {
        "gte": lambda: value >= threshold,
        "gt": lambda: value > threshold,
        "lte": lambda: value <= threshold,
        "eq": lambda: value == threshold,
        "between": lambda: and_(value >= threshold, value <= upper),
    }
    condition: ColumnElement[bool] = made[comparator]()
    return condition
