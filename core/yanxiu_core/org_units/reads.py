"""What can be read of org units."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.reads import narrowed
from yanxiu_core.database.clocks import known
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgSuccession, OrgUnit, OrgUnitFact
from yanxiu_core.org_units.standing import SHUT, STATUS, closed_on, name_on
from yanxiu_core.reads.declarations import (
    Connection,
    Guard,
    Many,
    Noun,
    One,
    ReadContext,
    Value,
    by,
    columns,
    link,
)

UNITS = OrgUnit.__table__


def parent_of(unit: FromClause, parent: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    """The parent in the management tree today."""
    edge = OrgEdge.__table__.alias()
    nearest = (
        select(edge.c.parent_id)
        .where(
            edge.c.tenant_id == unit.c.tenant_id,
            edge.c.unit_id == unit.c.id,
            edge.c.structure == MANAGEMENT,
            known(edge.c, context.known_at),
            edge.c.valid_from <= context.today,
        )
        .order_by(edge.c.valid_from.desc())
        .limit(1)
        .correlate(unit)
        .scalar_subquery()
    )
    return parent.c.id == nearest


def child_of(unit: FromClause, child: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    """The units below in the management tree today."""
    edge, later = OrgEdge.__table__.alias(), OrgEdge.__table__.alias()
    moved = (
        select(later.c.id)
        .where(
            later.c.tenant_id == edge.c.tenant_id,
            later.c.unit_id == edge.c.unit_id,
            later.c.structure == MANAGEMENT,
            known(later.c, context.known_at),
            later.c.valid_from > edge.c.valid_from,
            later.c.valid_from <= context.today,
        )
        .correlate(edge)
        .exists()
    )
    below = (
        select(edge.c.unit_id)
        .where(
            edge.c.tenant_id == unit.c.tenant_id,
            edge.c.parent_id == unit.c.id,
            edge.c.structure == MANAGEMENT,
            known(edge.c, context.known_at),
            edge.c.valid_from <= context.today,
            ~moved,
        )
        .correlate(unit)
    )
    return child.c.id.in_(below)


def matching(unit: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filter `kind`: county, school, subject_group, ...; units that are closed only with `include_closed`."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("kind"):
        conditions.append(unit.c.kind == args["kind"])
    if not args.get("include_closed"):
        conditions.append(~closed_on(unit.c.tenant_id, unit.c.id, context.today, context.known_at))
    return conditions


def _name(unit: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The present name; where another day or moment is asked for, or a document is of another day, the one of then."""
    on = context.extra.get("named_on")
    if on is None and context.known_at is None and not context.extra.get("as_of"):
        return unit.c.name
    return name_on(unit.c, on or context.today, context.known_at)


def _name_on(unit: FromClause, context: ReadContext, args: Any) -> ColumnElement[Any]:
    return name_on(unit.c, args["on"], context.known_at)


def _closed_from(unit: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The first day of being closed, which may lie ahead; null for a unit that is open and stays so."""
    fact = OrgUnitFact.__table__.alias()
    return (
        select(case((fact.c.value == SHUT, fact.c.valid_from)))
        .where(
            fact.c.tenant_id == unit.c.tenant_id,
            fact.c.unit_id == unit.c.id,
            fact.c.kind == STATUS,
            known(fact.c, context.known_at),
        )
        .order_by(fact.c.valid_from.desc())
        .limit(1)
        .correlate(unit)
        .scalar_subquery()
    )


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


ORG_SUCCESSION = Noun(
    name="OrgSuccession",
    table=OrgSuccession.__table__,
    permission=Permission.UNITS_READ,
    guard=Guard.open(),
    rows=_known,
    order=by("on_date", "recorded_at"),
    fields={
        **columns("kind", "on_date", "source", "recorded_at"),
        "unit": One("OrgUnit", link("unit_id")),
        "successor": One("OrgUnit", link("successor_id")),
    },
)


ORG_UNIT = Noun(
    name="OrgUnit",
    table=UNITS,
    permission=Permission.UNITS_READ,
    guard=Guard(unit=lambda unit: unit.c.id),
    home=lambda unit, _context: unit.c.id,
    order={**by("position", "name"), **by("name", name="name")},
    fields={
        **columns("kind", "code", "position"),
        "name": Value(_name),
        "name_on": Value(_name_on),
        "closed_from": Value(_closed_from),
        "successors": Many("OrgSuccession", link("id", "unit_id")),
        "predecessors": Many("OrgSuccession", link("id", "successor_id")),
        "parent": One("OrgUnit", parent_of),
        "facts": Many("OrgUnitFact", link("id", "unit_id")),
        "assignments": Connection("Assignment", link("id", "unit_id"), filters=narrowed),
        "children": Connection("OrgUnit", child_of, filters=matching),
    },
)
