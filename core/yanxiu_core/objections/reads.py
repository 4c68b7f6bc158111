"""What can be read of objections: by those who see the claim, and by who objected."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.claims.models import ACCEPT, Claim, ClaimDecision
from yanxiu_core.objections.models import Objection
from yanxiu_core.reads.declarations import Guard, Noun, One, Order, ReadContext, Value, columns, link
from yanxiu_core.reads.guards import within

OPEN, UPHELD, DISMISSED = "open", "upheld", "dismissed"
"""待复核, 成立, 不成立."""


def _seen(objection: FromClause, reach: Reach, _context: ReadContext) -> ColumnElement[bool]:
    shown = [objection.c.person_id == reach.person_id] if reach.person_id else []
    claim = Claim.__table__.alias()
    units = [
        func.coalesce(within(claim.c[name], reach.units), False) for name in ("unit_id", "review_unit_id")
    ]
    of_claim = (
        select(claim.c.id)
        .where(claim.c.tenant_id == objection.c.tenant_id, claim.c.id == objection.c.claim_id, or_(*units))
        .correlate(objection)
        .exists()
    )
    return or_(of_claim, *shown)


def _decided(objection: FromClause, column: Any) -> ColumnElement[Any]:
    return (
        select(column)
        .where(ClaimDecision.tenant_id == objection.c.tenant_id, ClaimDecision.objection_id == objection.c.id)
        .correlate(objection)
        .scalar_subquery()
    )


def _state(objection: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[str]:
    outcome = _decided(objection, ClaimDecision.outcome)
    return case((outcome.is_(None), OPEN), (outcome == ACCEPT, DISMISSED), else_=UPHELD)


def matching(objection: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filter `state`: open, upheld or dismissed."""
    return [_state(objection, context, {}) == args["state"]] if args.get("state") else []


OBJECTION = Noun(
    name="Objection",
    table=Objection.__table__,
    permission=Permission.CLAIMS_READ,
    guard=Guard(rows=_seen),
    order={"default": Order("default", lambda row: (row.c.recorded_at,))},
    fields={
        **columns("text", "recorded_at"),
        "state": Value(_state),
        "reason": Value(lambda row, _context, _args: _decided(row, ClaimDecision.reason)),
        "person": One("Person", link("person_id")),
        "claim": One("Claim", link("claim_id")),
    },
)
