"""Plain sums of many rules from one reading of the ledger: rules with the same source and the same cap are added up
side by side.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Numeric, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from yanxiu_core.database.planning import materialized
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.lines import of_source, read_by, within
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED, LedgerLine
from yanxiu_core.policies.rule import Cap

AMOUNTS = ("gross", "counted", REVIEWED, CERTIFIED)
"""What is summed for each rule; column `gross_3` is that of the third rule of its reading."""


def reading_of(brief: Brief) -> tuple[Any, ...]:
    """Rules that can be read together have this in common: whose lines, of which measure, and per what they are capped."""
    caps = [(cap.per, cap.only) for cap in brief.version.caps]
    return (brief.policy.id if brief.rule.source == "converted" else "", brief.rule.measure, *caps)


def totals(briefs: Sequence[Brief]) -> CTE:
    """Per person: gross, counted, reviewed and certified amounts of every rule, numbered in the order given."""
    line = aliased(LedgerLine)
    mine = [any_of(read_by(brief.version), line, brief.around) for brief in briefs]
    first = briefs[0]
    conditions = [
        *within(first.scope, line),
        *of_source(first.rule, first.policy, line),
        or_(*mine),
        line.person_id.is_not(None),
    ]
    cap = first.version.caps[0] if first.version.caps else None
    if cap is None or cap.per == "window":
        return _by_person(briefs, mine, conditions, line, cap)
    return _by_group(briefs, mine, conditions, line, cap)


def _sums(number: int, condition: ColumnElement[bool], line: Any, alone: bool) -> list[ColumnElement[Any]]:
    """Gross, reviewed and certified of one rule; a rule that reads alone needs no filter."""
    total = func.sum(line.amount)
    return [
        (total if alone else total.filter(condition)).label(f"gross_{number}"),
        *(
            total.filter(line.assurance == name if alone else and_(condition, line.assurance == name)).label(
                f"{name}_{number}"
            )
            for name in (REVIEWED, CERTIFIED)
        ),
    ]


def _by_person(briefs: Sequence[Brief], mine: Any, conditions: Any, line: Any, cap: Cap | None) -> CTE:
    columns = [c for n, own in enumerate(mine) for c in _sums(n, own, line, len(briefs) == 1)]
    sums = select(line.person_id, *columns).where(*conditions).group_by(line.person_id).subquery()
    counted = [
        (sums.c[f"gross_{n}"] if cap is None else func.least(sums.c[f"gross_{n}"], _limit(brief))).label(
            f"counted_{n}"
        )
        for n, brief in enumerate(briefs)
    ]
    return materialized(select(*sums.c, *counted))


def _by_group(briefs: Sequence[Brief], mine: Any, conditions: Any, line: Any, cap: Cap) -> CTE:
    """Summed per day, category or role first; the last cap of a rule needs only the sums of its groups."""
    key = {"day": line.on_date, "category": line.category, "role": line.role}[cap.per]
    columns = [c for n, own in enumerate(mine) for c in _sums(n, own, line, len(briefs) == 1)]
    group = (
        select(line.person_id, key.label("key"), *columns)
        .where(*conditions)
        .group_by(line.person_id, key)
        .subquery()
    )
    totals_of: list[ColumnElement[Any]] = []
    for number, brief in enumerate(briefs):
        gross = group.c[f"gross_{number}"]
        held: ColumnElement[Any] = func.least(gross, _limit(brief))
        if cap.only:
            held = case((group.c.key.in_(cap.only), held), else_=gross)
        totals_of.append(func.sum(held).label(f"counted_{number}"))
        totals_of.extend(
            func.sum(group.c[f"{part}_{number}"]).label(f"{part}_{number}")
            for part in ("gross", REVIEWED, CERTIFIED)
        )
    return materialized(select(group.c.person_id, *totals_of).group_by(group.c.person_id))


def _limit(brief: Brief) -> ColumnElement[Decimal]:
    limits = next(item.limits for item in brief.terms if item.applies)
    return cast(literal(limits[0]), Numeric(12, 2))
