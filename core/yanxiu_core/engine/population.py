"""Whom a rule concerns: dated facts on the eligibility date, under the adoption nearest above the home unit."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on

from yanxiu_core.database.planning import materialized
from yanxiu_core.engine import portions
from yanxiu_core.engine.facts import AGE, holds
from yanxiu_core.engine.scope import Scope, among, day
from yanxiu_core.engine.tables import table_of
from yanxiu_core.engine.terms import Adopted, Terms
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit
from yanxiu_core.people.models import HOME, Person, PersonFact, PersonUnit
from yanxiu_core.policies.selection import FactTest, Population

T = TypeVar("T")


def judged_people(
    population: Population, terms: Sequence[Terms], scope: Scope, instead: Sequence[Sequence[FactTest]] = ()
) -> CTE:
    """One row per person judged: subject_id and person_id, unit_id (home), adoption_id, portion of the window.

    `instead` is the place (from 0) of the first of these sets of tests that hold for the person; NULL where none does.
    """
    covered = _covering(terms, scope) if scope.some else covered_units(terms, scope)
    home = _home(scope)
    applying = [item.adoption.id for item in terms if item.applies]
    portion = portions.of_window(population, covered, scope) if population.share != "none" else None
    share: ColumnElement[Any] = literal(1) if portion is None else func.coalesce(portion.c.portion, 0)
    statement = (
        select(
            Person.id.label("subject_id"),
            Person.id.label("person_id"),
            home.c.unit_id,
            covered.c.adoption_id,
            cast(share, Numeric(15, 6)).label("portion"),
        )
        .join(home, home.c.person_id == Person.id)
        .join(covered, covered.c.unit_id == home.c.unit_id)
        .where(Person.tenant_id == scope.tenant, among(covered.c.adoption_id, applying))
    )
    if portion is not None:
        statement = statement.outerjoin(portion, portion.c.person_id == Person.id)
    conditions = []
    for test in population.all:
        statement, value = _valued(statement, test, scope)
        conditions.append(_as_chosen(test, value, covered.c.adoption_id, terms))
    inside = and_(true(), *conditions)
    if conditions:
        statement = statement.where(~inside if population.inverted else inside)
    for own, ids in _by(terms, lambda adoption: adoption.population):
        others = ~among(covered.c.adoption_id, ids)
        for test in own:
            statement, condition = _tested(statement, test, scope)
            statement = statement.where(or_(others, condition))
    whens = []
    for place, tests in enumerate(instead):
        held = []
        for test in tests:
            statement, condition = _tested(statement, test, scope)
            held.append(condition)
        whens.append((and_(*held), place))
    if whens:
        statement = statement.add_columns(case(*whens).label("instead"))
    return materialized(statement.where(*scope.among(Person.id)))


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
    return statement.where(*scope.among(PersonUnit.person_id)).subquery("home")


def _as_chosen(
    test: FactTest, value: ColumnElement[Any], adoption_id: ColumnElement[Any], terms: Sequence[Terms]
) -> ColumnElement[bool]:
    """The test holds as the adoption that covers the person has it."""
    choice = test.choice
    if choice is None:
        return holds(test, value)
    applying = [item for item in terms if item.applies]
    return or_(
        false(),
        *(
            and_(among(adoption_id, ids), holds(test.chosen(word), value))
            for word, ids in _by(applying, lambda adoption: adoption.choice(choice))
        ),
    )


def _by(terms: Sequence[Terms], of: Callable[[Adopted], T]) -> Iterable[tuple[T, list[UUID]]]:
    """What adoptions have alike, each with their ids: overrides are many, what they set is little."""
    found: dict[T, list[UUID]] = {}
    for item in terms:
        found.setdefault(of(item.adoption), []).append(item.adoption.id)
    return found.items()


def _tested(statement: Select[Any], test: FactTest, scope: Scope) -> tuple[Select[Any], ColumnElement[bool]]:
    """The statement with the fact joined, and the condition on it."""
    statement, value = _valued(statement, test, scope)
    return statement, holds(test, value)


def _valued(statement: Select[Any], test: FactTest, scope: Scope) -> tuple[Select[Any], ColumnElement[Any]]:
    """The statement with the fact joined, and the fact's value."""
    if test.fact == AGE:
        age = func.extract("year", func.age(day(scope.facts_on), Person.birth_date))
        return statement, cast(cast(age, Integer()), Text())
    values_of = _fact(test, scope)
    joined = statement.outerjoin(values_of, values_of.c.person_id == Person.id)
    return joined, values_of.c.value


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
    return statement.where(*scope.among(PersonFact.person_id)).subquery()


def covered_units(terms: Sequence[Terms], scope: Scope) -> Subquery:
    """Every unit under an adoption, with the nearest one above it (or at it)."""
    start = _adopting(terms)
    tree = select(start.c.unit_id, start.c.adoption_id, literal(0).label("depth")).cte(recursive=True)
    edge, in_force = management_edges(scope)
    tree = tree.union_all(
        select(edge.c.unit_id, tree.c.adoption_id, tree.c.depth + 1).join_from(
            edge, tree, and_(edge.c.parent_id == tree.c.unit_id, in_force)
        )
    )
    return (
        select(tree.c.unit_id, tree.c.adoption_id)
        .ext(distinct_on(tree.c.unit_id))
        .order_by(tree.c.unit_id, tree.c.depth)
        .subquery()
    )


def _covering(terms: Sequence[Terms], scope: Scope) -> Subquery:
    """The same of the units in which the people asked for are at home, or were: by climbing from these alone, and only
    where it is not known beforehand where that leads.
    """
    if scope.outside is not None:
        every = select(OrgUnit.id.label("unit_id"), literal(terms[0].adoption.id).label("adoption_id"))
        inside = [OrgUnit.id.not_in(sorted(scope.outside))] if scope.outside else []
        return every.where(OrgUnit.tenant_id == scope.tenant, *inside).subquery()
    start = (
        select(PersonUnit.unit_id)
        .where(
            PersonUnit.tenant_id == scope.tenant,
            PersonUnit.relation == HOME,
            scope.known(PersonUnit),
            *scope.among(PersonUnit.person_id),
        )
        .distinct()
        .subquery()
    )
    path = select(start.c.unit_id, start.c.unit_id.label("above"), literal(0).label("depth")).cte(
        recursive=True
    )
    above = _parent(path.c.above, scope)
    path = path.union_all(
        select(path.c.unit_id, above.c.parent_id, path.c.depth + 1).join_from(path, above, true())
    )
    adopting = _adopting(terms)
    return (
        select(path.c.unit_id, adopting.c.adoption_id)
        .join(adopting, adopting.c.unit_id == path.c.above)
        .ext(distinct_on(path.c.unit_id))
        .order_by(path.c.unit_id, path.c.depth)
        .subquery()
    )


def _parent(unit_id: ColumnElement[UUID], scope: Scope) -> FromClause:
    """The unit above one in the management tree on the day that decides."""
    return (
        select(OrgEdge.parent_id)
        .where(
            OrgEdge.tenant_id == scope.tenant,
            OrgEdge.structure == MANAGEMENT,
            OrgEdge.unit_id == unit_id,
            OrgEdge.valid_from <= day(scope.facts_on),
            scope.known(OrgEdge),
        )
        .order_by(OrgEdge.valid_from.desc())
        .limit(1)
        .lateral()
    )


def _adopting(terms: Sequence[Terms]) -> Subquery:
    adopting = [(item.adoption.unit_id, item.adoption.id) for item in terms]
    return table_of("adopting", {"unit_id": Uuid(), "adoption_id": Uuid()}, adopting)


def management_edges(scope: Scope) -> tuple[FromClause, ColumnElement[bool]]:
    """The edges of the management tree on the day that decides: an alias, and the condition that it is in force."""
    # Aliases of the table and not of the model: a statement has many of them, and these are built in half the time.
    edge, later = OrgEdge.__table__.alias(), OrgEdge.__table__.alias()
    # In the management tree the next edge ends the one before.
    replaced = select(true()).where(
        later.c.tenant_id == edge.c.tenant_id,
        later.c.structure == MANAGEMENT,
        later.c.unit_id == edge.c.unit_id,
        later.c.valid_from > edge.c.valid_from,
        later.c.valid_from <= day(scope.facts_on),
        scope.known(later.c),
    )
    in_force = and_(
        edge.c.tenant_id == scope.tenant,
        edge.c.structure == MANAGEMENT,
        edge.c.valid_from <= day(scope.facts_on),
        scope.known(edge.c),
        ~replaced.exists(),
    )
    return edge, in_force
