"""Which of several things a figure holds for: the periods, parts or items of one verdict, one by one."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    ScalarSelect,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.database.clocks import known
from yanxiu_core.engine import trace
from yanxiu_core.engine.facts import holds
from yanxiu_core.engine.figures import item_of
from yanxiu_core.engine.lines import compare
from yanxiu_core.engine.periods import periods
from yanxiu_core.engine.selectors import Around, any_of
from yanxiu_core.engine.tables import table_of
from yanxiu_core.engine.units import KINDS, closure
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.org_units.models import OrgUnit, OrgUnitFact
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Each, Rule, RuleVersion

LISTED = ("period", "part", "item", "school")
"""People and groups of a verdict have verdicts or rows of their own; these have not."""


def cells(verdict: FromClause, scope: trace.TraceScope) -> ColumnElement[Any]:
    """JSON list of number, title, starts_on, ends_on, figure and met of each period, part or item; else an empty list."""
    return trace.by_version(verdict, scope, lambda p, r, v: _cells(verdict, p, r, v, scope))


def _cells(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: trace.TraceScope
) -> ColumnElement[Any]:
    each = version.each
    if each is None or each.kind not in LISTED or version.figure != "sum":
        return trace.EMPTY
    found = _found(verdict, policy, rule, version, each, scope)
    if each.kind == "school":
        base = _schools(verdict, version, scope)
    elif each.of:
        about = version.model_copy(update={"lines": each.of})
        base = _items(_found(verdict, policy, rule, about, each, scope))
    else:
        base = _base(each, verdict, found)
    inside = (
        found.c.on_date.between(base.c.starts_on, base.c.ends_on)
        if each.kind == "period"
        else found.c.key == base.c.key
    )
    grouped = (
        select(
            base.c.key,
            base.c.starts_on,
            base.c.ends_on,
            func.coalesce(func.sum(found.c.amount), 0).label("figure"),
        )
        .select_from(base)
        .outerjoin(found, inside)
        .group_by(base.c.key, base.c.starts_on, base.c.ends_on)
        .subquery()
    )
    return _listed(grouped, each, version, verdict)


def _found(
    verdict: FromClause,
    policy: Policy,
    rule: Rule,
    version: RuleVersion,
    each: Each,
    scope: trace.TraceScope,
) -> Subquery:
    """Day, amount and key of the lines that the version reads."""
    line = aliased(LedgerLine)
    return (
        select(line.on_date, line.amount, _key(each, policy, line, verdict, scope).label("key"))
        .where(*trace.conditions(verdict, policy, rule, version, scope, line))
        .correlate(verdict)
        .subquery()
    )


def _key(
    each: Each, policy: Policy, line: Any, verdict: FromClause, scope: trace.TraceScope
) -> ColumnElement[Any]:
    if each.kind == "part":
        around = Around(policy.vocabulary, trace.zone_of(verdict), scope.known_at)
        whens = [
            (any_of(part.lines, line, around), literal(str(number), Text()))
            for number, part in enumerate(each.parts, start=1)
        ]
        return case(*whens)
    if each.kind == "school":
        return cast(_school_of(line, verdict, scope), Text())
    return item_of(line) if each.kind == "item" else literal("", Text())


def _base(each: Each, verdict: FromClause, found: Subquery) -> Subquery:
    nothing = cast(null(), Date())
    if each.kind == "period":
        period = periods(each, verdict.c.teaching_weeks, verdict.c.starts_on, verdict.c.ends_on, verdict)
        return select(
            cast(period.c.place, Text()).label("key"), period.c.starts_on, period.c.ends_on
        ).subquery()
    if each.kind == "part":
        parts = table_of(
            "parts", {"place": Integer()}, [(number,) for number, _ in enumerate(each.parts, start=1)]
        )
        return select(
            cast(parts.c.place, Text()).label("key"), nothing.label("starts_on"), nothing.label("ends_on")
        ).subquery()
    return _items(found)


def _items(found: Subquery) -> Subquery:
    """The items that lines are about, each from its first line to its last."""
    again = found.alias()
    return (
        select(
            again.c.key,
            func.min(again.c.on_date).label("starts_on"),
            func.max(again.c.on_date).label("ends_on"),
        )
        .group_by(again.c.key)
        .subquery()
    )


def _schools(verdict: FromClause, version: RuleVersion, scope: trace.TraceScope) -> Subquery:
    """The schools below the judged unit that the rule concerns."""
    unit, below, day = aliased(OrgUnit), closure(scope.known_at).alias(), _day(verdict, scope)
    passed = [holds(test, _fact(test.fact, unit, day, scope)) for test in version.population.units]
    nothing = cast(null(), Date())
    return (
        select(cast(unit.id, Text()).label("key"), nothing.label("starts_on"), nothing.label("ends_on"))
        .join(below, (below.c.tenant_id == unit.tenant_id) & (below.c.unit_id == unit.id))
        .where(
            unit.tenant_id == verdict.c.tenant_id,
            unit.kind.in_(KINDS["school"]),
            below.c.top_id == verdict.c.unit_id,
            below.c.span.op("@>")(day),
            *passed,
        )
        .correlate(verdict)
        .subquery()
    )


def _school_of(line: Any, verdict: FromClause, scope: trace.TraceScope) -> ScalarSelect[Any]:
    """The school to which the unit of a line belongs."""
    school, below = aliased(OrgUnit), closure(scope.known_at).alias()
    return (
        select(school.id)
        .join(below, (below.c.tenant_id == school.tenant_id) & (below.c.top_id == school.id))
        .where(
            school.tenant_id == line.tenant_id,
            school.kind.in_(KINDS["school"]),
            below.c.unit_id == line.unit_id,
            below.c.span.op("@>")(_day(verdict, scope)),
        )
        .limit(1)
        .correlate(line, verdict)
        .scalar_subquery()
    )


def _day(verdict: FromClause, scope: trace.TraceScope) -> ColumnElement[Any]:
    """The day whose tree of units decides."""
    return cast(func.least(verdict.c.eligible_on, scope.as_of or func.current_date()), Date())


def _fact(kind: str, unit: Any, day: Any, scope: trace.TraceScope) -> ScalarSelect[Any]:
    fact = aliased(OrgUnitFact)
    return (
        select(fact.value)
        .where(
            fact.tenant_id == unit.tenant_id,
            fact.unit_id == unit.id,
            fact.kind == kind,
            fact.valid_from <= day,
            known(fact, scope.known_at),
        )
        .order_by(fact.valid_from.desc())
        .limit(1)
        .correlate(unit)
        .scalar_subquery()
    )


def _listed(grouped: Subquery, each: Each, version: RuleVersion, verdict: FromClause) -> ScalarSelect[Any]:
    titles = {str(number): part.title for number, part in enumerate(each.parts, start=1)}
    title: ColumnElement[Any] = (
        case(
            *((grouped.c.key == key, literal(text.zh, Text())) for key, text in titles.items()),
            else_=grouped.c.key,
        )
        if titles
        else func.coalesce(trace.unit_named(verdict.c.tenant_id, grouped.c.key), grouped.c.key)
    )
    limit = trace.limit(verdict, version.threshold)
    upper = trace.limit(verdict, version.upper) if version.upper else None
    row = func.json_build_object(
        "key", grouped.c.key,
        "title", title,
        "starts_on", grouped.c.starts_on,
        "ends_on", grouped.c.ends_on,
        "figure", cast(grouped.c.figure, Text()),
        "met", compare(version.comparator, grouped.c.figure, limit, upper),
    )  # fmt: skip
    order = (func.length(grouped.c.key), title if each.kind == "school" else grouped.c.key)
    keys = aggregate_order_by(row, grouped.c.starts_on, *order)
    return (
        select(func.coalesce(func.json_agg(keys), cast(literal("[]"), JSON())))
        .select_from(grouped)
        .scalar_subquery()
    )
