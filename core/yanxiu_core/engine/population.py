"""Whom a rule concerns: dated facts on the eligibility date, under the adoption nearest above the home unit."""

from sqlalchemy import (
    CTE,
    Numeric,
    Subquery,
    Uuid,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
    values,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from yanxiu_core.engine.scope import Scope, day
from yanxiu_core.engine.terms import Terms
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge
from yanxiu_core.people.models import HOME, Person, PersonFact, PersonUnit
from yanxiu_core.policies.model import FactTest, Population


def limit_column(index: int) -> str:
    """The name of a cap's limit among the terms."""
    return f"limit_{index}"


def judged_people(population: Population, terms: list[Terms], scope: Scope) -> CTE:
    """One row per person judged: person_id, unit_id (home), adoption_id, threshold, limit_0, limit_1, ..."""
    covered = _covered(terms, scope)
    table = _terms_table(terms)
    home = _home(scope)
    limits = [table.c[limit_column(index)] for index in range(len(terms[0].limits))]
    statement = (
        select(
            Person.id.label("person_id"),
            home.c.unit_id,
            table.c.adoption_id,
            table.c.threshold,
            *limits,
        )
        .join(home, home.c.person_id == Person.id)
        .join(covered, covered.c.unit_id == home.c.unit_id)
        .join(table, table.c.adoption_id == covered.c.adoption_id)
        .where(Person.tenant_id == scope.tenant)
    )
    for test in population.all:
        values_of = _fact(test, scope)
        statement = statement.outerjoin(values_of, values_of.c.person_id == Person.id).where(
            func.coalesce(values_of.c.value, test.default).in_(test.one_of)
        )
    only = scope.among(Person.id)
    return (statement if only is None else statement.where(only)).cte("judged_people")


def _terms_table(terms: list[Terms]) -> Subquery:
    limits = range(len(terms[0].limits))
    table = values(
        column("adoption_id", Uuid()),
        column("threshold", Numeric(12, 2)),
        *(column(limit_column(index), Numeric(12, 2)) for index in limits),
        name="terms",
    ).data([(item.adoption.id, item.threshold, *item.limits) for item in terms if item.applies])
    # One cast per column: PostgreSQL would otherwise guess the types of a list of bound values.
    return select(*(cast(c, c.type).label(c.name) for c in table.c)).subquery("adopted_terms")


def _home(scope: Scope) -> Subquery:
    """The home unit of each person on the day that decides."""
    statement = (
        select(PersonUnit.person_id, PersonUnit.unit_id)
        .where(
            PersonUnit.tenant_id == scope.tenant,
            PersonUnit.relation == HOME,
            PersonUnit.valid_from <= day(scope.facts_on),
            or_(PersonUnit.valid_to.is_(None), PersonUnit.valid_to >= day(scope.facts_on)),
            scope.known(PersonUnit),
        )
        .ext(distinct_on(PersonUnit.person_id))
        .order_by(PersonUnit.person_id, PersonUnit.valid_from.desc())
    )
    only = scope.among(PersonUnit.person_id)
    return (statement if only is None else statement.where(only)).subquery("home")


def _fact(test: FactTest, scope: Scope) -> Subquery:
    statement = (
        select(PersonFact.person_id, PersonFact.value)
        .where(
            PersonFact.tenant_id == scope.tenant,
            PersonFact.kind == test.fact,
            PersonFact.valid_from <= day(scope.facts_on),
            scope.known(PersonFact),
        )
        .ext(distinct_on(PersonFact.person_id))
        .order_by(PersonFact.person_id, PersonFact.valid_from.desc())
    )
    only = scope.among(PersonFact.person_id)
    return (statement if only is None else statement.where(only)).subquery()


def _covered(terms: list[Terms], scope: Scope) -> CTE:
    """Every unit under an adoption, with the nearest one above it (or at it)."""
    start = values(column("unit_id", Uuid()), column("adoption_id", Uuid()), name="starts").data(
        [(item.adoption.unit_id, item.adoption.id) for item in terms]
    )
    tree = select(start.c.unit_id, start.c.adoption_id, literal(0).label("depth")).cte("tree", recursive=True)
    edge = aliased(OrgEdge)
    later = aliased(OrgEdge)
    in_force = and_(
        edge.tenant_id == scope.tenant,
        edge.structure == MANAGEMENT,
        edge.valid_from <= day(scope.facts_on),
        scope.known(edge),
        # In the management tree the next edge ends the one before.
        ~select(true())
        .where(
            later.tenant_id == edge.tenant_id,
            later.structure == MANAGEMENT,
            later.unit_id == edge.unit_id,
            later.valid_from > edge.valid_from,
            later.valid_from <= day(scope.facts_on),
            scope.known(later),
        )
        .exists(),
    )
    tree = tree.union_all(
        select(edge.unit_id, tree.c.adoption_id, tree.c.depth + 1).join(
            tree, and_(edge.parent_id == tree.c.unit_id, in_force)
        )
    )
    return (
        select(tree.c.unit_id, tree.c.adoption_id)
        .ext(distinct_on(tree.c.unit_id))
        .order_by(tree.c.unit_id, tree.c.depth)
        .cte("covered")
    )
