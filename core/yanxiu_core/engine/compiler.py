"""Compile rules, in one window, to one set-based SELECT: the same for one person and for a county."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Select,
    SelectBase,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine import caps as cap_steps
from yanxiu_core.engine import cells, scan
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.figures import NULLABLE, figure_of
from yanxiu_core.engine.lines import read_by
from yanxiu_core.engine.population import judged_people
from yanxiu_core.engine.requirements import limit_column, obliges, required, terms_table
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.engine.units import judged_units
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED
from yanxiu_core.obligations.models import EXEMPT, Obligation
from yanxiu_core.verdicts.models import ELIGIBLE, NOT_APPLICABLE


def verdicts(briefs: Sequence[Brief]) -> SelectBase:
    """The verdicts of these rules as rows of table `verdicts` (without id and judged_at).

    Population, lines and obligations are read in sets and joined; nothing is computed per row in Python. What several
    rules have in common (whom they concern, the lines that they add up) is read once.
    """
    shared = Shared(briefs)
    rows = [_rows(group, shared) for group in _groups(briefs)]
    return rows[0] if len(rows) == 1 else union_all(*rows)


def _groups(briefs: Sequence[Brief]) -> list[list[Brief]]:
    """Plain sums that concern the same people are one SELECT, every other rule is one of its own."""
    groups: dict[Any, list[Brief]] = {}
    for number, brief in enumerate(briefs):
        groups.setdefault(brief.key if brief.plain else number, []).append(brief)
    return list(groups.values())


class Shared:
    """What the rules of one statement read once: populations, and the ledger for plain sums."""

    def __init__(self, briefs: Sequence[Brief]) -> None:
        self._people: dict[Any, CTE] = {}
        self._plain: dict[int, tuple[CTE, int]] = {}
        for group in scan.readings([brief for brief in briefs if brief.plain]):
            table = scan.totals(group)
            self._plain.update({id(brief): (table, place) for place, brief in enumerate(group)})

    def people(self, brief: Brief) -> CTE:
        """Everybody whom the rule concerns."""
        if brief.key not in self._people:
            population = brief.version.population
            self._people[brief.key] = judged_people(population, brief.terms, brief.scope, brief.instead)
        return self._people[brief.key]

    def subjects(self, brief: Brief) -> CTE:
        """The people, or the units, that are judged."""
        if brief.of_people:
            return self.people(brief)
        key = (brief.rule.aggregation, *brief.key)
        if key not in self._people:
            self._people[key] = judged_units(
                brief.rule.aggregation, brief.version.population, brief.terms, brief.scope
            )
        return self._people[key]

    def plain(self, brief: Brief) -> tuple[CTE, int]:
        """The reading that adds up a plain rule, and the rule's number in it."""
        return self._plain[id(brief)]


def _rows(group: Sequence[Brief], shared: Shared) -> Select[Any]:
    brief = group[0]
    subjects, version, scope = shared.subjects(brief), brief.version, brief.scope
    terms = terms_table(group)
    total = _plain(group, shared, subjects, terms) if brief.plain else _total(brief, shared, subjects, terms)
    owed = Obligation.__table__.alias()
    statement = select(
        literal(scope.tenant_id, Uuid()).label("tenant_id"),
        literal(brief.policy.id, Text()).label("policy"),
        terms.c.rule,
        literal(scope.bounds.id_in(scope.tenant_id), Uuid()).label("window_id"),
        subjects.c.subject_id,
        subjects.c.person_id,
        subjects.c.unit_id,
        subjects.c.adoption_id,
        cast(total.measured, QUANTITY).label("measured"),
        required(brief, terms, subjects, total.base, owed.c).label("required"),
        cast(null() if version.each else terms.c.upper, QUANTITY).label("upper"),
        cast(total.base, QUANTITY).label("base"),
        cast(total.capped, QUANTITY).label("capped"),
        cast(total.gross - total.reviewed - total.certified, QUANTITY).label("registered"),
        cast(total.reviewed, QUANTITY).label("reviewed"),
        cast(total.certified, QUANTITY).label("certified"),
        terms.c.comparator,
        case(
            (owed.c.kind == EXEMPT, EXEMPT),
            *([(func.coalesce(total.base, 0) == 0, NOT_APPLICABLE)] if total.based else []),
            else_=ELIGIBLE,
        ).label("eligibility"),
        literal(scope.eligible_on, Date()).label("eligible_on"),
        terms.c.rule_version,
    )
    statement = statement.select_from(subjects).join(terms, terms.c.adoption_id == subjects.c.adoption_id)
    for table, condition in total.joins:
        statement = statement.outerjoin(table, condition)
    return statement.outerjoin(owed, obliges(owed.c, scope, subjects.c.person_id, terms.c.rule))


class Total:
    """The amounts of rules in columns of tables, with the conditions that join these; what is missing is 0."""

    def __init__(self, columns: Any, *joins: tuple[FromClause, ColumnElement[bool]]) -> None:
        self.joins = joins

        def amount(name: str) -> ColumnElement[Any]:
            return func.coalesce(columns[name], 0)

        self.gross, self.reviewed, self.certified = amount("gross"), amount(REVIEWED), amount(CERTIFIED)
        self.measured = amount("counted") if "counted" in columns else columns["measured"]
        self.capped: Any = self.gross - self.measured if "counted" in columns else literal(0)
        self.based = "base" in columns
        self.base: Any = func.coalesce(columns["base"], 0) if self.based else null()


def _plain(group: Sequence[Brief], shared: Shared, subjects: CTE, terms: FromClause) -> Total:
    """The sums of several rules, each taken from the reading in which it was added up."""
    read: dict[CTE, FromClause] = {}
    columns: dict[str, dict[int, Any]] = {name: {} for name in scan.AMOUNTS}
    for place, brief in enumerate(group):
        reading, number = shared.plain(brief)
        table = read.setdefault(reading, reading.alias())
        for name, found in columns.items():
            found[place] = table.c[f"{name}_{number}"]
    of_rule = {
        name: found[0] if len(group) == 1 else case(found, value=terms.c.place)
        for name, found in columns.items()
    }
    return Total(of_rule, *((table, table.c.person_id == subjects.c.person_id) for table in read.values()))


def _total(brief: Brief, shared: Shared, subjects: CTE, terms: FromClause) -> Total:
    if brief.version.each is not None:
        people = shared.people(brief) if brief.version.each.kind == "person" else None
        found = cells.totals(brief, subjects, terms, people).subquery()
        total = Total(found.c, (found, found.c.subject_id == subjects.c.subject_id))
        total.measured = func.coalesce(found.c.measured, 0)
        return total
    if brief.version.caps:
        return _capped(brief, subjects, terms)
    return _figure(brief, subjects)


def _capped(brief: Brief, subjects: CTE, terms: FromClause) -> Total:
    lines = cells.of_subjects(brief, read_by(brief.version))
    limits = [terms.c[limit_column(index)] for index in range(len(brief.version.caps))]
    people = select(subjects.c.person_id, *limits).join(terms, terms.c.adoption_id == subjects.c.adoption_id)
    found = cap_steps.totals(brief.version.caps, lines, people.subquery()).subquery()
    return Total(found.c, (found, found.c.person_id == subjects.c.person_id))


def _figure(brief: Brief, subjects: CTE) -> Total:
    """One figure over all lines of a subject; with `relative_to` also the sum of which it is a share."""
    version, around = brief.version, brief.around
    own = read_by(version)
    # Without selectors of its own the rule reads every line, and those of which it is a share are among them.
    lines = cells.of_subjects(brief, (*own, *version.relative_to) if own else ())
    columns: list[ColumnElement[Any]] = []
    amounts: Any = func.sum(lines.c.amount)
    if version.relative_to:
        from_own = any_of(version.lines, lines.c, around)
        whole = any_of(version.relative_to, lines.c, around)
        figure: Any = func.coalesce(amounts.filter(from_own), 0)
        columns.append(func.coalesce(amounts.filter(whole), 0).label("base"))
        amounts = amounts.filter(from_own)
    else:
        figure = figure_of(version, lines.c, brief.scope, around)
    found = (
        select(
            lines.c.subject_id,
            figure.label("measured"),
            amounts.label("gross"),
            *(
                func.sum(lines.c.amount).filter(lines.c.assurance == name).label(name)
                for name in (REVIEWED, CERTIFIED)
            ),
            *columns,
        )
        .group_by(lines.c.subject_id)
        .subquery()
    )
    total = Total(found.c, (found, found.c.subject_id == subjects.c.subject_id))
    if version.figure not in NULLABLE:
        total.measured = func.coalesce(found.c.measured, 0)
    return total


def verdict_id(judged: Any) -> ColumnElement[UUID]:
    """The id of a verdict: the same for one rule, window and subject whenever it is derived."""
    key = func.concat_ws("/", judged.c.tenant_id, judged.c.rule, judged.c.window_id, judged.c.subject_id)
    return cast(func.md5(key), Uuid())
