"""`each`: the figure of every period, item, part, person or unit, and for how many of them it holds."""

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Subquery,
    case,
    func,
    literal,
    select,
)

from yanxiu_core.engine import units
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.figures import figure_of, item_of
from yanxiu_core.engine.lines import compare, lines_of, read_by
from yanxiu_core.engine.periods import periods
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.engine.tables import table_of
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED
from yanxiu_core.policies.rule import Each


def of_subjects(brief: Brief, selectors: Any) -> Subquery:
    """The lines with the subject to whom they belong: the person, or the unit by its own or its people's lines."""
    lines = lines_of(brief, selectors)
    if brief.of_people:
        return (
            select(lines.c.person_id.label("subject_id"), *lines.c)
            .where(lines.c.person_id.is_not(None))
            .subquery()
        )
    aggregation, people = brief.rule.aggregation, _of_people(brief)
    if people and aggregation == "group":
        group = units.group_people(brief.scope)
        joined = select(group.c.top_id.label("subject_id"), *lines.c).join(
            group, group.c.person_id == lines.c.person_id
        )
        return joined.subquery()
    belongs = units.reach(aggregation, brief.scope)
    statement = select(belongs.c.top_id.label("subject_id"), *lines.c).join(
        belongs, belongs.c.unit_id == lines.c.unit_id
    )
    return statement.where(
        lines.c.person_id.is_not(None) if people else lines.c.person_id.is_(None)
    ).subquery()


def _of_people(brief: Brief) -> bool:
    """Whether the lines of people make the figure, and not those of the units themselves."""
    version = brief.version
    if version.verdicts_of is not None:
        judged = brief.policy.rule(version.verdicts_of)
        return judged is not None and judged.aggregation == "person"
    return version.of == "people" or (version.each is not None and version.each.kind == "person")


def totals(brief: Brief, subjects: FromClause, terms: FromClause, people: FromClause | None) -> Select[Any]:
    """Per subject: how many cells there are (base), for how many the figure holds (measured), and the sums beneath."""
    cell = of(brief, subjects, terms, people).subquery()
    return select(
        cell.c.subject_id,
        func.count().label("base"),
        func.count().filter(cell.c.holds).label("measured"),
        *(func.sum(cell.c[name]).label(name) for name in ("gross", REVIEWED, CERTIFIED)),
    ).group_by(cell.c.subject_id)


def of(brief: Brief, subjects: FromClause, terms: FromClause, people: FromClause | None) -> Select[Any]:
    """Every cell of every subject: its figure, whether that holds, and the sums beneath."""
    each: Each = brief.version.each  # type: ignore[assignment] # asked only where there is one
    found = _figures(brief, each)
    base = _base(brief, each, subjects, people, found)
    figure: ColumnElement[Any] = found.c.figure
    if brief.version.figure not in ("level", "lateness"):
        figure = func.coalesce(figure, 0)
    holds = compare(brief.version.comparator, figure, terms.c.threshold, terms.c.upper)
    return (
        select(
            base.c.subject_id,
            base.c.cell,
            figure.label("figure"),
            func.coalesce(holds, False).label("holds"),
            *(found.c[name] for name in ("gross", REVIEWED, CERTIFIED)),
        )
        .select_from(base)
        .join(subjects, subjects.c.subject_id == base.c.subject_id)
        .join(terms, terms.c.adoption_id == subjects.c.adoption_id)
        .outerjoin(found, (found.c.subject_id == base.c.subject_id) & (found.c.cell == base.c.cell))
    )


def _figures(brief: Brief, each: Each) -> Subquery:
    """The figure of each cell that has lines: subject_id, cell, figure, and the sums by assurance."""
    lines = of_subjects(brief, read_by(brief.version))
    if each.kind == "group" and _of_people(brief):
        group = units.group_people(brief.scope)
        joined = select(*lines.c, group.c.top_id.label("cell")).join(
            group, group.c.person_id == lines.c.person_id
        )
    elif each.kind in ("group", "school"):
        below = units.reach(each.kind, brief.scope)
        joined = select(*lines.c, below.c.top_id.label("cell")).join(
            below, below.c.unit_id == lines.c.unit_id
        )
    elif each.kind == "period":
        period = _periods(brief, each)
        joined = select(*lines.c, period.c.place.label("cell")).join(
            period, lines.c.on_date.between(period.c.starts_on, period.c.ends_on)
        )
    else:
        joined = select(*lines.c, _cell(brief, each, lines).label("cell"))
    line = joined.subquery()
    return (
        select(
            line.c.subject_id,
            line.c.cell,
            figure_of(brief.version, line.c, brief.scope, brief.around).label("figure"),
            func.sum(line.c.amount).label("gross"),
            *(
                func.sum(line.c.amount).filter(line.c.assurance == name).label(name)
                for name in (REVIEWED, CERTIFIED)
            ),
        )
        .group_by(line.c.subject_id, line.c.cell)
        .subquery()
    )


def _cell(brief: Brief, each: Each, lines: Subquery) -> ColumnElement[Any]:
    if each.kind == "person":
        return lines.c.person_id
    if each.kind == "item":
        return item_of(lines.c)
    return part_of(brief, each, lines.c)


def part_of(brief: Brief, each: Each, line: Any) -> ColumnElement[Any]:
    """The number of the part to which a line belongs."""
    whens = [
        (any_of(part.lines, line, brief.around), literal(number, Integer()))
        for number, part in enumerate(each.parts, start=1)
    ]
    return case(*whens)


def _periods(brief: Brief, each: Each) -> Subquery:
    scope = brief.scope
    weeks = literal(list(scope.weeks), ARRAY(Date()))
    return periods(each, weeks, scope.starts_on, scope.ends_on)


def _base(
    brief: Brief, each: Each, subjects: FromClause, people: FromClause | None, found: Subquery
) -> Subquery:
    """All cells of every subject: subject_id and cell."""
    aggregation = brief.rule.aggregation
    if each.kind == "person":
        assert people is not None  # noqa: S101 - the compiler gives them to rules of this kind
        return units.members(aggregation, people, brief.scope)
    if each.kind in ("group", "school"):
        return units.units_below(aggregation, each.kind, brief.version.population, brief.scope)
    if each.kind == "item":
        if not each.of:
            return select(found.c.subject_id, found.c.cell).subquery()
        lines = of_subjects(replace(brief, rule=brief.rule.counted), each.of)
        return select(lines.c.subject_id, item_of(lines.c).label("cell")).distinct().subquery()
    if each.kind == "period":
        period = _periods(brief, each)
        return (
            select(subjects.c.subject_id, period.c.place.label("cell")).join(period, literal(True)).subquery()
        )
    numbers = table_of(
        "parts", {"cell": Integer()}, [(number,) for number, _ in enumerate(each.parts, start=1)]
    )
    return select(subjects.c.subject_id, numbers.c.cell).join(numbers, literal(True)).subquery()
