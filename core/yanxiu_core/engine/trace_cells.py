"""Which of several things a figure holds for: the periods, items, parts, people or units of one verdict, one by one."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    ScalarSelect,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from yanxiu_core.activities.models import Activity
from yanxiu_core.engine import trace
from yanxiu_core.engine.figures import NULLABLE, figure_of, item_of
from yanxiu_core.engine.lines import COLUMNS, compare
from yanxiu_core.engine.periods import periods
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.engine.tables import table_of
from yanxiu_core.engine.trace import EMPTY, TraceScope
from yanxiu_core.engine.trace_members import KINDS, Members
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Each, Rule, RuleVersion


@dataclass(frozen=True, slots=True)
class Dates:
    """The window of a verdict's row."""

    starts_on: Any
    ends_on: Any


@dataclass(frozen=True, slots=True)
class Traced:
    """One version of a rule, and the row whose cells are listed."""

    verdict: FromClause
    policy: Policy
    rule: Rule
    version: RuleVersion
    each: Each
    scope: TraceScope

    def lines(self, *columns: Any, line: Any, selectors: Any = None) -> Any:
        """These columns of the lines that the rule reads for the row, or of those that other selectors pick."""
        read = trace.conditions(
            self.verdict, self.policy, self.rule, self.version, self.scope, line, selectors
        )
        return select(*columns).where(*read).correlate(self.verdict)


def cells(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON list of key, title, starts_on, ends_on, figure and met of each thing that is judged by itself."""
    return trace.by_version(verdict, scope, lambda p, r, v: _cells(verdict, p, r, v, scope))


def _cells(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: TraceScope
) -> ColumnElement[Any]:
    each = version.each
    if each is None or (rule.source == "verdicts" and each.kind not in KINDS):
        return EMPTY
    if each.kind in KINDS:
        mine = [m for m in scope.members() if (m.rule, m.version) == (rule.id, version.name)]
        whens = [(verdict.c.window_id == m.window_id, _members(m, each, verdict)) for m in mine]
        return case(*whens, else_=EMPTY) if whens else EMPTY
    return _of_lines(Traced(verdict, policy, rule, version, each, scope))


def _members(listed: Members, each: Each, verdict: FromClause) -> ScalarSelect[Any]:
    """The people or units that the judgement counted for the unit, by number or in printed order."""
    cell, nothing = listed.rows.alias(), cast(null(), Date())
    one: Any = Person.__table__.alias() if each.kind == "person" else OrgUnit.__table__.alias()
    key = one.c.number if each.kind == "person" else func.coalesce(one.c.code, "")
    order = (one.c.number,) if each.kind == "person" else (one.c.position, one.c.name)
    row = _row(key, one.c.name, (nothing, nothing), cell.c.figure, cell.c.holds)
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(row, *order)), EMPTY))
        .select_from(cell)
        .join(one, and_(one.c.tenant_id == verdict.c.tenant_id, one.c.id == cell.c.cell))
        .where(cell.c.subject_id == verdict.c.unit_id)
        .correlate(verdict)
        .scalar_subquery()
    )


def _of_lines(traced: Traced) -> ScalarSelect[Any]:
    """Periods, items and parts: the rule's lines grouped by them, with those that have no line."""
    line, version, verdict = LedgerLine.__table__.alias().c, traced.version, traced.verdict
    columns = (*(getattr(line, name) for name in COLUMNS), _key(traced, line).label("key"))
    found = traced.lines(*columns, line=line).subquery()
    base = _base(traced)
    inside = (
        found.c.on_date.between(base.c.starts_on, base.c.ends_on)
        if traced.each.kind == "period"
        else found.c.key == base.c.key
    )
    dates = Dates(verdict.c.starts_on, verdict.c.ends_on)
    around = trace.around(verdict, traced.policy, traced.scope)
    grouped = (
        select(*base.c, figure_of(version, found.c, dates, around).label("figure"))
        .select_from(base)
        .outerjoin(found, inside)
        .group_by(*base.c)
        .correlate(verdict)
        .subquery()
    )
    limit = trace.limit(verdict, version.threshold, traced.scope)
    upper = trace.limit(verdict, version.upper, traced.scope) if version.upper else None
    holds = func.coalesce(compare(version.comparator, grouped.c.figure, limit, upper), False)
    figure = grouped.c.figure if version.figure in NULLABLE else func.coalesce(grouped.c.figure, 0)
    row = _row(grouped.c.key, grouped.c.title, (grouped.c.starts_on, grouped.c.ends_on), figure, holds)
    keys = aggregate_order_by(row, grouped.c.starts_on, func.length(grouped.c.key), grouped.c.key)
    return select(func.coalesce(func.json_agg(keys), EMPTY)).select_from(grouped).scalar_subquery()


def _row(key: Any, title: Any, days: tuple[Any, Any], figure: Any, holds: Any) -> ColumnElement[Any]:
    return func.json_build_object(
        "key", key, "title", title, "starts_on", days[0], "ends_on", days[1], "figure", cast(figure, Text()), "met", holds
    )  # fmt: skip


def _key(traced: Traced, line: Any) -> ColumnElement[Any]:
    if traced.each.kind == "part":
        around = trace.around(traced.verdict, traced.policy, traced.scope)
        whens = [
            (any_of(part.lines, line, around), literal(str(number), Text()))
            for number, part in enumerate(traced.each.parts, start=1)
        ]
        return case(*whens)
    return item_of(line) if traced.each.kind == "item" else literal("", Text())


def _base(traced: Traced) -> Subquery:
    """All periods, parts or items: key, title, starts_on and ends_on."""
    each, verdict, nothing = traced.each, traced.verdict, cast(null(), Date())
    if each.kind == "period":
        period = periods(each, verdict.c.teaching_weeks, verdict.c.starts_on, verdict.c.ends_on, verdict)
        place = cast(period.c.place, Text())
        return select(
            place.label("key"), place.label("title"), period.c.starts_on, period.c.ends_on
        ).subquery()
    if each.kind == "part":
        rows = [(str(number), part.title.zh) for number, part in enumerate(each.parts, start=1)]
        parts = table_of("parts", {"key": Text(), "title": Text()}, rows)
        return select(*parts.c, nothing.label("starts_on"), nothing.label("ends_on")).subquery()
    line = LedgerLine.__table__.alias().c
    columns = (item_of(line).label("key"), _title(line).label("title"), line.on_date)
    about = replace(traced, rule=traced.rule.counted) if each.of else traced
    named = about.lines(*columns, line=line, selectors=each.of or None).subquery()
    return (
        select(
            named.c.key,
            func.min(named.c.title).label("title"),
            func.min(named.c.on_date).label("starts_on"),
            func.max(named.c.on_date).label("ends_on"),
        )
        .group_by(named.c.key)
        .subquery()
    )


def _title(line: Any) -> ColumnElement[str]:
    """What an item is called: the unit it names, its own words, else its activity's title, else what kind it is."""
    unit = trace.unit_named(line.tenant_id, line.item)
    activity = (
        select(func.nullif(Activity.title, ""))
        .where(Activity.tenant_id == line.tenant_id, Activity.id == line.activity_id)
        .correlate_except(Activity)
        .scalar_subquery()
    )
    return func.coalesce(unit, func.nullif(line.item, ""), activity, line.kind)
