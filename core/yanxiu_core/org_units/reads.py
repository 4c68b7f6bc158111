"""What can be read of org units."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.reads import narrowed
from yanxiu_core.database.clocks import known
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit
from yanxiu_core.reads.declarations import Connection, Guard, Many, Noun, One, ReadContext, by, columns, link

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


def of_kind(unit: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filter `kind`: county, school, subject_group, ..."""
    return [unit.c.kind == args["kind"]] if args.get("kind") else []


ORG_UNIT = Noun(
    name="OrgUnit",
    table=UNITS,
    permission=Permission.UNITS_READ,
    guard=Guard(unit=lambda unit: unit.c.id),
    home=lambda unit, _context: unit.c.id,
    order={**by("position", "name"), **by("name", name="name")},
    fields={
        **columns("kind", "code", "name", "position"),
        "parent": One("OrgUnit", parent_of),
        "facts": Many("OrgUnitFact", link("id", "unit_id")),
        "assignments": Connection("Assignment", link("id", "unit_id"), filters=narrowed),
        "children": Connection("OrgUnit", child_of, filters=of_kind),
    },
)
