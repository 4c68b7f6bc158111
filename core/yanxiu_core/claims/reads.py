"""What can be read of claims: figures, where they are, what is out of the ordinary, and all that was decided."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSON

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.claims.exceptions import exceptions
from yanxiu_core.claims.models import SEALED, ClaimAddition, ClaimDecision, ClaimVersion
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.policies.labels import label
from yanxiu_core.reads.declarations import (
    Derived,
    Guard,
    Json,
    Many,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    columns,
    link,
)
from yanxiu_core.reads.guards import within
from yanxiu_core.verdicts.models import EXEMPT


def _seen(claim: FromClause, reach: Reach, _context: ReadContext) -> ColumnElement[bool]:
    """One's own; and those of a unit that holds the post, reviews, or verifies."""
    shown = [claim.c.person_id == reach.person_id] if reach.person_id else []
    units = ("unit_id", "review_unit_id", "group_unit_id")
    return or_(*shown, *(func.coalesce(within(claim.c[name], reach.units), False) for name in units))


def _exceptions(claim: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return func.to_json(exceptions(claim), type_=JSON())


def _missing(claim: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    gap = func.greatest(claim.c.required - func.coalesce(claim.c.measured, 0), 0)
    return cast(case((claim.c.eligibility == EXEMPT, 0), else_=gap), QUANTITY)


def _place(claim: FromClause) -> tuple[ColumnElement[Any], ...]:
    """In printed order: the unit that holds the post, then the person's number."""
    unit, person = OrgUnit.__table__.alias(), Person.__table__.alias()
    own = (unit.c.tenant_id == claim.c.tenant_id, unit.c.id == claim.c.unit_id)
    position = select(unit.c.position).where(*own).correlate(claim).scalar_subquery()
    name = select(unit.c.name).where(*own).correlate(claim).scalar_subquery()
    number = (
        select(person.c.number)
        .where(person.c.tenant_id == claim.c.tenant_id, person.c.id == claim.c.person_id)
        .correlate(claim)
        .scalar_subquery()
    )
    return func.coalesce(position, 0), func.coalesce(name, ""), func.coalesce(number, "")


def _exceptions_first(claim: FromClause) -> tuple[ColumnElement[Any], ...]:
    return (cast(-func.cardinality(exceptions(claim)), Integer()), *_place(claim))


def matching(claim: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `policy`, `window`, `state` (a list), `step`, `unit_id` (holds the post or reviews), `exceptional`."""
    conditions: list[ColumnElement[bool]] = []
    for name, column in (
        ("policy", "policy"),
        ("window", "window_key"),
        ("step", "step"),
        ("person_id", "person_id"),
    ):
        if args.get(name) is not None:
            conditions.append(claim.c[column] == args[name])
    if args.get("state"):
        conditions.append(claim.c.state.in_(tuple(args["state"])))
    if args.get("unit_id"):
        units = ("unit_id", "review_unit_id", "group_unit_id")
        conditions.append(or_(*(claim.c[name] == args["unit_id"] for name in units)))
    if args.get("exceptional") is not None:
        conditions.append((func.cardinality(exceptions(claim)) > 0) == args["exceptional"])
    return conditions


def _conclusion(row: Mapping[str, Any], context: ReadContext, _args: Any) -> str:
    policy = context.registry.policies.get(row["policy"])
    if policy is None:
        return str(row["status"])
    return label(policy, row["status"], final=row["state"] == SEALED).to(context.language)


def _step_title(row: Mapping[str, Any], context: ReadContext, _args: Any) -> str | None:
    policy = context.registry.policies.get(row["policy"])
    versions = policy.review.versions if policy and policy.review else ()
    steps = (version.step(row["step"]) for version in reversed(versions))
    found = next((step for step in steps if step is not None), None)
    return found.title.to(context.language) if found else None


CLAIM = Noun(
    name="Claim",
    table=CLAIMS,
    permission=Permission.CLAIMS_READ,
    guard=Guard(rows=_seen),
    order={
        "default": Order("default", _exceptions_first),
        "printed": Order("printed", _place),
    },
    fields={
        **columns(
            "policy", "rule", "window_kind", "window_key", "starts_on", "ends_on", "state", "step", "version", "frozen_at",
            "measured", "required", "capped", "eligibility", "status", "measured_now", "required_now", "changed",
            "drafted_at",
        ),
        "missing": Value(_missing),
        "exceptions": Json(_exceptions),
        "figures": Json(lambda claim, _context, _args: claim.c.figures),
        "trace": Json(lambda claim, _context, _args: claim.c.trace, Permission.LEDGER_READ),
        "conclusion": Derived(("policy", "status", "state"), _conclusion),
        "step_title": Derived(("policy", "step"), _step_title),
        "person": One("Person", link("person_id")),
        "unit": One("OrgUnit", link("unit_id")),
        "review_unit": One("OrgUnit", link("review_unit_id")),
        "group_unit": One("OrgUnit", link("group_unit_id")),
        "additions": Many("ClaimAddition", link("id", "claim_id")),
        "decisions": Many("ClaimDecision", link("id", "claim_id")),
        "versions": Many("ClaimVersion", link("id", "claim_id")),
        "objections": Many("Objection", link("id", "claim_id")),
        "results": Many("CertifiedResult", link("id", "claim_id")),
    },
)  # fmt: skip

CLAIM_VERSION = Noun(
    name="ClaimVersion",
    table=ClaimVersion.__table__,
    permission=None,
    order=by("number"),
    fields=columns(
        "number", "reason", "recorded_at", "measured", "required", "capped", "gross", "eligibility", "met"
    ),
)

CLAIM_DECISION = Noun(
    name="ClaimDecision",
    table=ClaimDecision.__table__,
    permission=None,
    order=by("recorded_at"),
    fields={
        **columns("step", "outcome", "reason", "recorded_at"),
        "on_objection": Value(lambda row, _context, _args: row.c.objection_id.is_not(None)),
        "decider": One("Person", link("decider_id")),
        "body_unit": One("OrgUnit", link("body_unit_id")),
    },
)

CLAIM_ADDITION = Noun(
    name="ClaimAddition",
    table=ClaimAddition.__table__,
    permission=None,
    rows=lambda row, _context: and_(row.c.superseded_at.is_(None)),
    order=by("on_date"),
    fields=columns(
        "series_id", "kind", "title", "on_date", "hours", "proof", "state", "granted", "reason", "recorded_at"
    ),
)
