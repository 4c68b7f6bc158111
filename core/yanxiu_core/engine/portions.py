"""Part of a window: the share of its days or whole months in which a person belonged to the population."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Numeric,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.orm import aliased

from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine.facts import AGE, holds
from yanxiu_core.engine.scope import Scope, day
from yanxiu_core.people.models import HOME, Person, PersonFact, PersonUnit
from yanxiu_core.policies.selection import FactTest, Population

ISO_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
"""Nothing else is a day of entry: PostgreSQL would also read `today`."""


def of_window(population: Population, covered: FromClause, scope: Scope) -> Subquery:
    """person_id and portion (0-1): days, or whole months, of the window in which all conditions held."""
    window = func.datemultirange(_range(scope.bounds.starts_on, scope.bounds.ends_on))
    spans = [_home_spans(covered, scope), *(_fact_spans(test, scope) for test in population.all)]
    if population.entered:
        spans.append(_entry_spans(population.entered, scope))
    inside: ColumnElement[Any] = spans[0].c.inside
    for other in spans[1:]:
        inside = inside.op("*")(other.c.inside)
    statement = select(spans[0].c.person_id, inside.op("*")(window).label("inside"))
    for other in spans[1:]:
        statement = statement.join(other, other.c.person_id == spans[0].c.person_id)
    held = statement.subquery()
    share = _days(held.c.inside, scope) if population.share == "days" else _months(held.c.inside, scope)
    return select(held.c.person_id, share.label("portion")).subquery()


def _range(first: Any, last: Any) -> ColumnElement[Any]:
    return func.daterange(cast(literal(first), Date()), cast(literal(last), Date()), "[]")


def _days(inside: ColumnElement[Any], scope: Scope) -> ColumnElement[Any]:
    part = func.unnest(inside).column_valued("part")
    days = select(func.sum(func.upper(part) - func.lower(part)))
    length = (scope.bounds.ends_on - scope.bounds.starts_on).days + 1
    return cast(func.coalesce(days.scalar_subquery(), 0), Numeric()) / length


def _months(inside: ColumnElement[Any], scope: Scope) -> ColumnElement[Any]:
    """Months of the window that lie in it wholly; a month that the window cuts counts as far as the window has it."""
    first, last = scope.bounds.starts_on, scope.bounds.ends_on
    starts = [first]
    while True:
        year, month = divmod(starts[-1].year * 12 + starts[-1].month, 12)
        following = starts[-1].replace(year=year, month=month + 1, day=1)
        if following > last:
            break
        starts.append(following)
    ends = [*starts[1:], None]
    held = [
        case(
            (
                inside.op("@>")(
                    func.daterange(
                        cast(literal(start), Date()),
                        cast(literal(end or last), Date()),
                        "[)" if end else "[]",
                    )
                ),
                1,
            ),
            else_=0,
        )
        for start, end in zip(starts, ends, strict=True)
    ]
    total: Any = held[0]
    for item in held[1:]:
        total = total + item
    return cast(total, Numeric()) / len(starts)


def _fact_spans(test: FactTest, scope: Scope) -> Subquery:
    """When the fact passed the test: each value holds until the next, and before the first the default does."""
    if test.fact == AGE:
        return _age_spans(test, scope)
    from_start = select(
        Person.id.label("person_id"),
        literal(test.default).label("value"),
        literal(BEGINNING, Date()).label("valid_from"),
        literal(0).label("place"),
    ).where(Person.tenant_id == scope.tenant, *scope.among(Person.id))
    facts = select(
        PersonFact.person_id, PersonFact.value, PersonFact.valid_from, literal(1).label("place")
    ).where(
        PersonFact.tenant_id == scope.tenant,
        PersonFact.kind == test.fact,
        PersonFact.valid_from <= day(scope.seen_to),
        scope.known(PersonFact),
        *scope.among(PersonFact.person_id),
    )
    rows = union_all(from_start, facts).subquery()
    return _spans(rows, holds(test, rows.c.value))


def _age_spans(test: FactTest, scope: Scope) -> Subquery:
    """When the age passed the test: it is one more from each birthday in the window on."""
    first, last = scope.bounds.starts_on, scope.bounds.ends_on
    birth, mine = Person.birth_date, [Person.tenant_id == scope.tenant, *scope.among(Person.id)]
    before = func.extract("year", func.age(day(first), birth))
    ages: list[tuple[Any, Any, int, Any]] = [(before, literal(BEGINNING, Date()), 0, literal(value=True))]
    for year in range(first.year, last.year + 1):
        years = year - func.extract("year", birth)
        ages.append((years, _birthday(birth, years), 1, birth.is_not(None)))
    rows = union_all(
        *(
            select(
                Person.id.label("person_id"),
                cast(cast(age, Integer()), Text()).label("value"),
                since.label("valid_from"),
                literal(place).label("place"),
            ).where(*mine, dated)
            for age, since, place, dated in ages
        )
    ).subquery()
    return _spans(rows, holds(test, rows.c.value))


def _birthday(birth: Any, years: Any) -> ColumnElement[Any]:
    """The day on which somebody is so old: who was born on 29 February, in other years on 1 March, as `age` has it."""
    later = func.make_interval(cast(years, Integer()))
    return func.greatest(cast(birth + later, Date()), cast(birth - 1 + later, Date()) + 1)


def _home_spans(covered: FromClause, scope: Scope) -> Subquery:
    """When the home unit was one of those that are covered."""
    rows = (
        select(PersonUnit.person_id, PersonUnit.unit_id, PersonUnit.valid_from, literal(1).label("place"))
        .where(
            PersonUnit.tenant_id == scope.tenant,
            PersonUnit.relation == HOME,
            PersonUnit.valid_from <= day(scope.seen_to),
            scope.known(PersonUnit),
            *scope.among(PersonUnit.person_id),
        )
        .subquery()
    )
    return _spans(rows, rows.c.unit_id.in_(select(covered.c.unit_id)))


def _entry_spans(kind: str, scope: Scope) -> Subquery:
    """From the day that the fact holds, as it is known; without one that is a date, always."""
    entry = aliased(PersonFact)
    latest = (
        select(entry.value)
        .where(
            entry.tenant_id == Person.tenant_id,
            entry.person_id == Person.id,
            entry.kind == kind,
            scope.known(entry),
        )
        .order_by(entry.valid_from.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    people = (
        select(Person.id, latest.label("value"))
        .where(Person.tenant_id == scope.tenant, *scope.among(Person.id))
        .subquery()
    )
    dated = and_(people.c.value.regexp_match(ISO_DATE), func.pg_input_is_valid(people.c.value, "date"))
    first = case((dated, cast(people.c.value, Date())), else_=literal(BEGINNING, Date()))
    inside = func.datemultirange(func.daterange(first, cast(null(), Date()), "[)"))
    return select(people.c.id.label("person_id"), inside.label("inside")).subquery()


def _spans(rows: Subquery, passed: ColumnElement[bool]) -> Subquery:
    order = [rows.c.valid_from, rows.c.place]
    following = func.lead(rows.c.valid_from).over(partition_by=rows.c.person_id, order_by=order)
    span = cast(func.daterange(rows.c.valid_from, following, "[)"), DATERANGE())
    ordered = select(rows.c.person_id, span.label("span"), passed.label("passed")).subquery()
    held = func.range_agg(ordered.c.span).filter(and_(ordered.c.passed, ~func.isempty(ordered.c.span)))
    nothing = func.datemultirange()
    return (
        select(ordered.c.person_id, func.coalesce(held, nothing).label("inside"))
        .group_by(ordered.c.person_id)
        .subquery()
    )
