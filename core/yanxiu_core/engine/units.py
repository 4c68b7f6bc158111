"""Which units a rule judges, and what belongs to them: units below, people at home in them or in their group."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Numeric,
    Subquery,
    Uuid,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from yanxiu_core.database.clocks import known
from yanxiu_core.database.planning import materialized
from yanxiu_core.engine.facts import holds
from yanxiu_core.engine.population import covered_units, management_edges
from yanxiu_core.engine.scope import Scope, among, day
from yanxiu_core.engine.terms import Terms
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit, OrgUnitFact
from yanxiu_core.org_units.standing import closed_on
from yanxiu_core.people.models import GROUP, PersonUnit
from yanxiu_core.policies.selection import FactTest, Population

KINDS = {
    "group": ("subject_group", "preparation_group", "grade_group"),
    "school": ("school", "teaching_point"),
    "zone": ("zone",),
    "county": ("county",),
}
"""The kinds of unit that each aggregation judges: 教研组、备课组、年级组; 学校、教学点; 片区; 县."""


def judged_units(aggregation: str, population: Population, terms: Sequence[Terms], scope: Scope) -> CTE:
    """One row per unit judged: subject_id and unit_id, adoption_id, portion (always the whole window)."""
    covered = covered_units(terms, scope)
    applying = [item.adoption.id for item in terms if item.applies]
    statement = (
        select(
            OrgUnit.id.label("subject_id"),
            cast(null(), Uuid()).label("person_id"),
            OrgUnit.id.label("unit_id"),
            covered.c.adoption_id,
            cast(literal(1), Numeric(15, 6)).label("portion"),
        )
        .join(covered, covered.c.unit_id == OrgUnit.id)
        .where(
            OrgUnit.tenant_id == scope.tenant,
            OrgUnit.kind.in_(KINDS[aggregation]),
            among(covered.c.adoption_id, applying),
            _open(scope),
        )
    )
    conditions = units_pass(population.units, OrgUnit.id, scope)
    if population.units:
        statement = statement.where(~conditions if population.inverted else conditions)
    return materialized(statement)


def _open(scope: Scope) -> ColumnElement[bool]:
    """A unit that is closed on the day that decides is judged no more; what it did before still counts above it."""
    return ~closed_on(scope.tenant, OrgUnit.id, day(scope.facts_on), scope.known_at)


def units_pass(tests: Sequence[FactTest], unit_id: Any, scope: Scope) -> ColumnElement[bool]:
    """All tests of dated facts hold for the unit."""
    return and_(true(), *(holds(test, _fact(test, unit_id, scope)) for test in tests))


def _fact(test: FactTest, unit_id: Any, scope: Scope) -> ColumnElement[Any]:
    return (
        select(OrgUnitFact.value)
        .where(
            OrgUnitFact.tenant_id == scope.tenant,
            OrgUnitFact.unit_id == unit_id,
            OrgUnitFact.kind == test.fact,
            OrgUnitFact.valid_from <= day(scope.facts_on),
            scope.known(OrgUnitFact),
        )
        .order_by(OrgUnitFact.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def reach(aggregation: str, scope: Scope) -> CTE:
    """Pairs (top_id, unit_id): every unit of the aggregation with each unit that belongs to it, itself included.

    What is placed in a zone by an overlay belongs to it, with everything below; a pair of schools has none below it.
    """
    itself = select(OrgUnit.id.label("top_id"), OrgUnit.id.label("unit_id")).where(
        OrgUnit.tenant_id == scope.tenant, OrgUnit.kind.in_(KINDS[aggregation])
    )
    tops = (itself.union_all(_placed(scope)) if aggregation == "zone" else itself).subquery()
    tree = select(tops.c.top_id, tops.c.unit_id).cte(recursive=True)
    edge, in_force = management_edges(scope)
    return tree.union(
        select(tree.c.top_id, edge.c.unit_id).join_from(
            edge, tree, and_(edge.c.parent_id == tree.c.unit_id, in_force)
        )
    )


def _placed(scope: Scope) -> Any:
    top = OrgUnit.__table__.alias()
    return (
        select(OrgEdge.parent_id, OrgEdge.unit_id)
        .join(top, (top.c.tenant_id == OrgEdge.tenant_id) & (top.c.id == OrgEdge.parent_id))
        .where(
            OrgEdge.tenant_id == scope.tenant,
            OrgEdge.structure != MANAGEMENT,
            top.c.kind.in_(KINDS["zone"]),
            OrgEdge.valid_from <= day(scope.facts_on),
            or_(OrgEdge.valid_to.is_(None), OrgEdge.valid_to >= day(scope.facts_on)),
            scope.known(OrgEdge),
        )
    )


def members(aggregation: str, people: FromClause, scope: Scope) -> Subquery:
    """Pairs (subject_id, cell) of units and the people that belong to them: by group, else by home unit."""
    if aggregation == "group":
        return (
            select(PersonUnit.unit_id.label("subject_id"), people.c.person_id.label("cell"))
            .join(people, people.c.person_id == PersonUnit.person_id)
            .where(_in_group(scope))
            .distinct()
            .subquery()
        )
    belongs = reach(aggregation, scope)
    return (
        select(belongs.c.top_id.label("subject_id"), people.c.person_id.label("cell"))
        .join(people, people.c.unit_id == belongs.c.unit_id)
        .subquery()
    )


def group_people(scope: Scope) -> Subquery:
    """Pairs (top_id, person_id) of groups and their members on the day that decides."""
    return (
        select(PersonUnit.unit_id.label("top_id"), PersonUnit.person_id)
        .where(_in_group(scope))
        .ext(distinct_on(PersonUnit.unit_id, PersonUnit.person_id))
        .subquery()
    )


def _in_group(scope: Scope) -> ColumnElement[bool]:
    return and_(
        PersonUnit.tenant_id == scope.tenant,
        PersonUnit.relation == GROUP,
        PersonUnit.valid_from <= day(scope.facts_on),
        or_(PersonUnit.valid_to.is_(None), PersonUnit.valid_to >= day(scope.facts_on)),
        scope.known(PersonUnit),
    )


def units_below(aggregation: str, below: str, population: Population, scope: Scope) -> Subquery:
    """Pairs (subject_id, cell) of judged units and the units of another aggregation that belong to them."""
    belongs = reach(aggregation, scope)
    return (
        select(belongs.c.top_id.label("subject_id"), OrgUnit.id.label("cell"))
        .join(belongs, belongs.c.unit_id == OrgUnit.id)
        .where(
            OrgUnit.tenant_id == scope.tenant,
            OrgUnit.kind.in_(KINDS[below]),
            _open(scope),
            units_pass(population.units, OrgUnit.id, scope),
        )
        .distinct()
        .subquery()
    )


def closure(known_at: datetime | None) -> CTE:
    """tenant_id, top_id, unit_id and the span of days in which the unit stood below the top, or was it.

    For reads that judge by another day for every row. Overlays count for zones alone.
    """
    edge = aliased(OrgEdge)
    following = func.lead(edge.valid_from).over(
        partition_by=[edge.tenant_id, edge.unit_id], order_by=edge.valid_from
    )
    managed = select(
        edge.tenant_id, edge.unit_id, edge.parent_id, func.daterange(edge.valid_from, following).label("span")
    ).where(edge.structure == MANAGEMENT, known(edge, known_at))
    down = managed.subquery()
    always = func.daterange(cast(null(), Date()), cast(null(), Date()))
    tops = select(
        OrgUnit.tenant_id, OrgUnit.id.label("top_id"), OrgUnit.id.label("unit_id"), always.label("span")
    ).union_all(
        select(
            OrgEdge.tenant_id,
            OrgEdge.parent_id,
            OrgEdge.unit_id,
            func.daterange(OrgEdge.valid_from, OrgEdge.valid_to, "[]"),
        )
        .join(OrgUnit, (OrgUnit.tenant_id == OrgEdge.tenant_id) & (OrgUnit.id == OrgEdge.parent_id))
        .where(OrgEdge.structure != MANAGEMENT, OrgUnit.kind.in_(KINDS["zone"]), known(OrgEdge, known_at))
    )
    first = tops.subquery()
    tree = select(*first.c).cte(recursive=True)
    return tree.union_all(
        select(tree.c.tenant_id, tree.c.top_id, down.c.unit_id, tree.c.span.op("*")(down.c.span)).where(
            down.c.tenant_id == tree.c.tenant_id, down.c.parent_id == tree.c.unit_id
        )
    )
