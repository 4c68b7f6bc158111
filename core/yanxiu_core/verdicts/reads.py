"""What can be read of verdicts: amounts, status as of the context's day, trace and explanation."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, and_, case, cast, func, literal, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.claims.models import Claim
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine import trace, trace_cells, trace_runs, trace_terms, trace_waiting
from yanxiu_core.engine.lines import met
from yanxiu_core.engine.overlaps import overlapping
from yanxiu_core.engine.trace import TraceScope
from yanxiu_core.engine.trace_left_out import left_out
from yanxiu_core.ledger.assurance import assurance
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.reads.declarations import (
    Derived,
    Guard,
    Json,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    ValueOf,
    columns,
    link,
)
from yanxiu_core.verdicts import certification
from yanxiu_core.verdicts.explanation import cautions, explain
from yanxiu_core.verdicts.models import StaleWindow
from yanxiu_core.verdicts.rows import STORED
from yanxiu_core.verdicts.status import status


def _status(verdict: FromClause, context: ReadContext, _args: Any) -> ColumnElement[str]:
    return status(verdict, context.today)


def _provisional(verdict: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    return literal(context.today, Date()) < verdict.c.eligible_on


def _holds(verdict: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[bool]:
    return func.coalesce(met(verdict), False)


def _missing(verdict: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    gap = func.greatest(verdict.c.required - func.coalesce(verdict.c.measured, 0), 0)
    return cast(case((verdict.c.comparator.in_(("gte", "gt", "between")), gap), else_=literal(0)), QUANTITY)


def _scope(context: ReadContext) -> TraceScope:
    """The clocks of the read and the policies whose rules it may trace, as `verdicts.reading` hands them over."""
    extra = context.extra
    policies = tuple(extra["policies"]() if "policies" in extra else context.registry.policies.values())
    return TraceScope(
        policies,
        context.today,
        context.known_at,
        extra.get("as_of"),
        extra.get("members", tuple),
        extra.get("followed", lambda: None),
        lambda line: assurance(line, policies, context.known_at),
    )


def _traced(part: Callable[[FromClause, TraceScope], ColumnElement[Any]]) -> ValueOf:
    """A part of the trace, under the clocks of the read."""
    return lambda verdict, context, _args: part(verdict, _scope(context))


def parts_of(row: Mapping[str, Any], context: ReadContext) -> tuple[Policy, Rule, RuleVersion] | None:
    """Policy, rule and version behind a verdict; None when the plugin that brought them is gone."""
    policy = context.registry.policies.get(row["policy"])
    rule = policy.rule(row["rule"]) if policy else None
    versions = rule.versions if rule else ()
    version = next((item for item in versions if item.name == row["rule_version"]), None)
    return (policy, rule, version) if policy and rule and version else None


def _explanation(row: Mapping[str, Any], context: ReadContext, args: Mapping[str, Any]) -> str | None:
    parts = parts_of(row, context)
    return explain(row, *parts, args.get("language") or context.language) if parts else None


def _source(row: Mapping[str, Any], context: ReadContext, _args: Any) -> dict[str, str] | None:
    parts = parts_of(row, context)
    return {"document": parts[2].source.document, "clause": parts[2].source.clause} if parts else None


def _title(row: Mapping[str, Any], context: ReadContext, _args: Any) -> str | None:
    parts = parts_of(row, context)
    return parts[1].title.to(context.language) if parts else None


def _cautions(row: Mapping[str, Any], context: ReadContext, _args: Any) -> list[str]:
    return cautions(row, context.language)


def _stale(verdict: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[bool]:
    """A unit's verdict waits to be derived again."""
    return and_(
        verdict.c.person_id.is_(None),
        select(StaleWindow.id)
        .where(StaleWindow.tenant_id == verdict.c.tenant_id, StaleWindow.window_id == verdict.c.window_id)
        .correlate(verdict)
        .exists(),
    )


def _number(verdict: FromClause) -> ColumnElement[Any]:
    """The person's number; units come before, in no order of their own."""
    person = Person.__table__.alias()
    number = (
        select(person.c.number)
        .where(person.c.tenant_id == verdict.c.tenant_id, person.c.id == verdict.c.person_id)
        .correlate(verdict)
        .scalar_subquery()
    )
    return func.coalesce(number, "")


def _place(verdict: FromClause) -> tuple[ColumnElement[Any], ...]:
    unit = OrgUnit.__table__.alias()
    own = (unit.c.tenant_id == verdict.c.tenant_id, unit.c.id == verdict.c.unit_id)
    position = select(unit.c.position).where(*own).correlate(verdict).scalar_subquery()
    name = select(unit.c.name).where(*own).correlate(verdict).scalar_subquery()
    return func.coalesce(position, 0), func.coalesce(name, ""), _number(verdict)


def _rule(verdict: FromClause) -> tuple[ColumnElement[Any], ...]:
    return verdict.c.rule, verdict.c.starts_on, verdict.c.window_kind


def matching(verdict: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `rule`, `status` (a list), `unit_id` (home unit on the eligibility date), `person_id`, `capped`, `of_units`."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("rule"):
        conditions.append(verdict.c.rule == args["rule"])
    if args.get("status"):
        conditions.append(status(verdict, context.today).in_(tuple(args["status"])))
    conditions.extend(verdict.c[name] == args[name] for name in ("unit_id", "person_id") if args.get(name))
    if args.get("capped") is not None:
        conditions.append((verdict.c.capped > 0) == args["capped"])
    if args.get("of_units") is not None:
        conditions.append(verdict.c.person_id.is_(None) == args["of_units"])
    return conditions


def _certified(
    verdict: FromClause, result: FromClause, _context: ReadContext, _args: Any
) -> ColumnElement[bool]:
    """What the county has certified for the verdict's person, rule and window, and not superseded."""
    claim = Claim.__table__.alias()
    claimed = (
        select(claim.c.id)
        .where(
            claim.c.tenant_id == verdict.c.tenant_id,
            claim.c.policy == verdict.c.policy,
            claim.c.window_id == verdict.c.window_id,
            claim.c.person_id == verdict.c.person_id,
            claim.c.rule == verdict.c.rule,
        )
        .correlate(verdict)
        .scalar_subquery()
    )
    return and_(result.c.claim_id == claimed, result.c.superseded_at.is_(None))


TRACE = (
    "trace_lines",
    "trace_caps",
    "trace_left_out",
    "trace_cells",
    "trace_asked",
    "trace_settings",
    "trace_obligation",
    "trace_waiting",
    "trace_runs",
)
WORDS = (
    "holds",
    "measured",
    "required",
    "upper",
    "base",
    "comparator",
    "capped",
    "eligibility",
    "window_key",
    "starts_on",
    "ends_on",
)
ORIGIN = ("policy", "rule", "rule_version")

VERDICT = Noun(
    name="Verdict",
    table=STORED,
    permission=Permission.VERDICTS_READ,
    guard=Guard(unit=lambda verdict: verdict.c.unit_id, person=lambda verdict: verdict.c.person_id),
    home=lambda verdict, _context: verdict.c.unit_id,
    order={
        "default": Order("default", lambda verdict: (_number(verdict), *_rule(verdict))),
        "unit": Order("unit", lambda verdict: (*_place(verdict), *_rule(verdict))),
    },
    fields={
        **columns(
            "policy", "rule", "rule_version", "measured", "required", "upper", "base", "comparator", "capped", "eligibility", "eligible_on", "judged_at", "window_kind", "window_key", "starts_on", "ends_on",
        ),
        "provisional": Value(_provisional),
        "holds": Value(_holds),
        "missing": Value(_missing),
        "status": Value(_status),
        "registered": Value(certification.registered),
        "reviewed": Value(certification.reviewed),
        "certified": Value(certification.certified),
        "under_review": Value(certification.under_review),
        "certified_status": Value(certification.certified_status),
        "final": Derived(("under_review", "certified_status"), certification.final),
        "status_label": Derived(
            ("status", "policy", "under_review", "certified_status"), certification.status_label
        ),
        "title": Derived(ORIGIN, _title),
        "source": Derived(ORIGIN, _source),
        "by_category": Json(_traced(trace.categories), Permission.LEDGER_READ),
        "trace_lines": Json(_traced(trace.lines), Permission.LEDGER_READ),
        "trace_caps": Json(_traced(trace_terms.caps)),
        "trace_left_out": Json(_traced(left_out), Permission.LEDGER_READ),
        "trace_cells": Json(_traced(trace_cells.cells), Permission.LEDGER_READ),
        "trace_waiting": Json(_traced(trace_waiting.waiting), Permission.LEDGER_READ),
        "trace_runs": Json(_traced(trace_runs.runs), Permission.LEDGER_READ),
        "cautions": Derived(("eligibility", "trace_runs"), _cautions),
        "trace_asked": Json(_traced(trace_terms.asked)),
        "trace_settings": Json(_traced(trace_terms.settings)),
        "trace_obligation": Json(_traced(trace_terms.obligation), Permission.LEDGER_READ),
        "trace_overlaps": Json(_traced(overlapping), Permission.LEDGER_READ),
        "stale": Value(_stale),
        "explanation": Derived((*ORIGIN, *WORDS, *TRACE), _explanation),
        "certified_result": One("CertifiedResult", _certified),
        "person": One("Person", link("person_id")),
        "unit": One("OrgUnit", link("unit_id")),
    },
)  # fmt: skip
