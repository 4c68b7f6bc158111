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

from yanxiu_core.engine import trace
from yanxiu_core.engine.figures import item_of
from yanxiu_core.engine.lines import compare
from yanxiu_core.engine.periods import periods
from yanxiu_core.engine.selectors import Around, any_of
from yanxiu_core.engine.tables import table_of
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Each, Rule, RuleVersion

LISTED = ("period", "part", "item")
"""People and units of a verdict have verdicts or rows of their own; these have not."""


def cells(verdict: FromClause, scope: trace.TraceScope) -> ColumnElement[Any]:
    """JSON list of number, title, starts_on, ends_on, figure and met of each period, part or item; else an empty list."""
    return trace.by_version(verdict, scope, lambda p, r, v: _cells(verdict, p, r, v, scope))


def _cells(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: trace.TraceScope
) -> ColumnElement[Any]:
    each = version.each
    if each is None or each.kind not in LISTED or version.figure != "sum":
        return trace.EMPTY
    line = aliased(LedgerLine)
    found = (
        select(line.on_date, line.amount, _key(each, policy, line, verdict, scope).label("key"))
        .where(*trace.conditions(verdict, policy, rule, version, scope, line))
        .correlate(verdict)
        .subquery()
    )
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


def _listed(grouped: Subquery, each: Each, version: RuleVersion, verdict: FromClause) -> ScalarSelect[Any]:
    titles = {str(number): part.title for number, part in enumerate(each.parts, start=1)}
    title: ColumnElement[Any] = (
        case(
            *((grouped.c.key == key, literal(text.zh, Text())) for key, text in titles.items()),
            else_=grouped.c.key,
        )
        if titles
        else grouped.c.key
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
    keys = aggregate_order_by(row, grouped.c.starts_on, func.length(grouped.c.key), grouped.c.key)
    return (
        select(func.coalesce(func.json_agg(keys), cast(literal("[]"), JSON())))
        .select_from(grouped)
        .scalar_subquery()
    )
