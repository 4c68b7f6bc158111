"""Compile rules, in one window, to one set-based SELECT: the same for one person and for a county."""

from collections.abc import Sequence
from decimal import Decimal
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
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine import caps as cap_steps
from yanxiu_core.engine import cells, scan
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.figures import NULLABLE, figure_of
from yanxiu_core.engine.lines import read_by
from yanxiu_core.engine.population import judged_people, limit_column, terms_table
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.engine.units import judged_units
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA, Obligation
from yanxiu_core.verdicts.models import ELIGIBLE, NOT_APPLICABLE


def verdicts(briefs: Sequence[Brief]) -> SelectBase:
    """The verdicts of these rules as rows of table `verdicts` (without id and judged_at).

    Population, lines and obligations are read in sets and joined; nothing is computed per row in Python. What several
    rules have in common (whom they concern, the lines that they add up) is read once.
    """
    shared = Shared(briefs)
    rows = [_rows(brief, shared) for brief in briefs]
    return rows[0] if len(rows) == 1 else union_all(*rows)


class Shared:
    """What the rules of one statement read once: populations, and the ledger for plain sums."""

    def __init__(self, briefs: Sequence[Brief]) -> None:
        self._people: dict[Any, CTE] = {}
        self._plain: dict[int, tuple[CTE, int]] = {}
        readings: dict[Any, list[Brief]] = {}
        for brief in briefs:
            if brief.plain:
                readings.setdefault(scan.reading_of(brief), []).append(brief)
        for group in readings.values():
            table = scan.totals(group)
            self._plain.update({id(brief): (table, place) for place, brief in enumerate(group)})

    def people(self, brief: Brief) -> CTE:
        """Everybody whom the rule concerns."""
        if brief.key not in self._people:
            population = brief.version.population
            self._people[brief.key] = judged_people(population, brief.terms, brief.scope)
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

    def plain(self, brief: Brief) -> tuple[CTE, int] | None:
        """The reading that adds up a plain rule, and the rule's number in it."""
        return self._plain.get(id(brief))


def _rows(brief: Brief, shared: Shared) -> Select[Any]:
    subjects, version, scope = shared.subjects(brief), brief.version, brief.scope
    terms = terms_table(brief.terms, "terms")
    total = _totals(brief, shared, subjects, terms)
    owed = aliased(Obligation)
    required = _required(version, terms, subjects, total, owed, brief)
    return (
        select(
            literal(scope.tenant_id, Uuid()).label("tenant_id"),
            literal(brief.policy.id, Text()).label("policy"),
            literal(brief.rule.id, Text()).label("rule"),
            literal(scope.bounds.id_in(scope.tenant_id), Uuid()).label("window_id"),
            subjects.c.subject_id,
            subjects.c.person_id,
            subjects.c.unit_id,
            subjects.c.adoption_id,
            cast(total.measured, QUANTITY).label("measured"),
            required.label("required"),
            cast(null() if version.each else terms.c.upper, QUANTITY).label("upper"),
            cast(total.base, QUANTITY).label("base"),
            _amount(total.capped).label("capped"),
            _amount(total.gross - total.reviewed - total.certified).label("registered"),
            _amount(total.reviewed).label("reviewed"),
            _amount(total.certified).label("certified"),
            literal("gte" if version.each else version.comparator, Text()).label("comparator"),
            case(
                (owed.kind == EXEMPT, EXEMPT),
                *([(func.coalesce(total.base, 0) == 0, NOT_APPLICABLE)] if total.based else []),
                else_=ELIGIBLE,
            ).label("eligibility"),
            literal(scope.eligible_on, Date()).label("eligible_on"),
            literal(version.name, Text()).label("rule_version"),
        )
        .select_from(subjects)
        .join(terms, terms.c.adoption_id == subjects.c.adoption_id)
        .outerjoin(total.table, total.key == subjects.c.subject_id)
        .outerjoin(owed, _obligation(owed, brief, subjects.c.person_id))
    )


class Total:
    """The columns of a subquery of totals, joined to the subjects by `key`; amounts that are missing are 0."""

    def __init__(self, table: FromClause, key: Any, columns: Any, *, number: str = "") -> None:
        self.table, self.key = table, key

        def amount(name: str) -> ColumnElement[Any]:
            return func.coalesce(columns[f"{name}{number}"], 0)

        self.gross, self.reviewed, self.certified = amount("gross"), amount(REVIEWED), amount(CERTIFIED)
        self.measured = amount("counted") if f"counted{number}" in columns else columns["measured"]
        self.capped: Any = self.gross - self.measured if f"counted{number}" in columns else literal(0)
        self.based = "base" in columns
        self.base: Any = func.coalesce(columns["base"], 0) if self.based else null()


def _totals(brief: Brief, shared: Shared, subjects: CTE, terms: FromClause) -> Total:
    plain = shared.plain(brief)
    if plain is not None:
        table = plain[0].alias()
        return Total(table, table.c.person_id, table.c, number=f"_{plain[1]}")
    if brief.version.each is not None:
        people = shared.people(brief) if brief.version.each.kind == "person" else None
        found = cells.totals(brief, subjects, terms, people).subquery()
        total = Total(found, found.c.subject_id, found.c)
        total.measured = func.coalesce(found.c.measured, 0)
        return total
    if brief.version.caps:
        return _capped(brief, subjects, terms)
    return _figure(brief)


def _capped(brief: Brief, subjects: CTE, terms: FromClause) -> Total:
    lines = cells.of_subjects(brief, read_by(brief.version))
    limits = [terms.c[limit_column(index)] for index in range(len(brief.version.caps))]
    people = select(subjects.c.person_id, *limits).join(terms, terms.c.adoption_id == subjects.c.adoption_id)
    found = cap_steps.totals(brief.version.caps, lines, people.subquery()).subquery()
    return Total(found, found.c.person_id, found.c)


def _figure(brief: Brief) -> Total:
    """One figure over all lines of a subject; with `relative_to` also the sum of which it is a share."""
    version, words = brief.version, brief.policy.vocabulary
    lines = cells.of_subjects(brief, (*read_by(version), *version.relative_to))
    columns: list[ColumnElement[Any]] = []
    amounts: Any = func.sum(lines.c.amount)
    if version.relative_to:
        from_own = any_of(version.lines, lines.c, words, brief.scope.zone)
        whole = any_of(version.relative_to, lines.c, words, brief.scope.zone)
        figure: Any = func.coalesce(amounts.filter(from_own), 0)
        columns.append(func.coalesce(amounts.filter(whole), 0).label("base"))
        amounts = amounts.filter(from_own)
    else:
        figure = figure_of(version, lines.c, brief.scope, words)
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
    total = Total(found, found.c.subject_id, found.c)
    if version.figure not in NULLABLE:
        total.measured = func.coalesce(found.c.measured, 0)
    return total


def _amount(value: ColumnElement[Any]) -> ColumnElement[Decimal]:
    return cast(func.coalesce(value, 0), QUANTITY)


def _obligation(owed: Any, brief: Brief, person_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return and_(
        owed.tenant_id == brief.scope.tenant,
        owed.person_id == person_id,
        owed.rule == brief.rule.id,
        owed.window_key == brief.scope.bounds.key,
        brief.scope.known(owed),
    )


def _required(
    version: Any, terms: FromClause, subjects: CTE, total: Total, owed: Any, brief: Brief
) -> ColumnElement[Decimal]:
    """What is owed: the threshold, for part of a window its share; of cells and sums the share, rounded up."""
    if version.each is not None:
        whole: Any = func.ceil(total.base * terms.c.share)
    elif version.relative_to:
        whole = func.ceil(total.base * terms.c.threshold * 100) / 100
    else:
        whole = terms.c.threshold
    if version.population.share != "none" and brief.of_people:
        whole = func.round(whole * subjects.c.portion, 2)
    # Pro rata is a share of what is owed, otherwise set is the figure itself; exempt owes nothing.
    return cast(
        case(
            (owed.kind.is_(None), whole),
            (owed.kind == EXEMPT, literal(0)),
            (owed.kind == PRO_RATA, func.round(whole * owed.amount, 2)),
            else_=owed.amount,
        ),
        QUANTITY,
    )


def verdict_id(judged: Any) -> ColumnElement[UUID]:
    """The id of a verdict: the same for one rule, window and subject whenever it is derived."""
    key = func.concat_ws("/", judged.c.tenant_id, judged.c.rule, judged.c.window_id, judged.c.subject_id)
    return cast(func.md5(key), Uuid())
