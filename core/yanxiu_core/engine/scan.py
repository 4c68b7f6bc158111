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
from yanxiu_core.engine.caps import applies
from yanxiu_core.engine.lines import of_source, read_by, within
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED, LedgerLine
from yanxiu_core.policies.rule import Cap

AMOUNTS = ("gross", "counted", REVIEWED, CERTIFIED)
"""What is summed for each rule; column `gross_3` is that of the third rule of its reading."""


def reading_of(brief: Brief) -> tuple[Any, ...]:
    """Rules that can be read together have this in common: whose lines, of which measure, and per what they are capped."""
    caps = [(cap.per, cap.only, cap.besides) for cap in brief.version.caps]
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
    caps = first.version.caps
    if not caps or (len(caps) == 1 and caps[0].per == "window" and not caps[0].besides):
        return _by_person(briefs, mine, conditions, line, capped=bool(caps))
    return _by_group(briefs, mine, conditions, line, caps)


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


def _by_person(briefs: Sequence[Brief], mine: Any, conditions: Any, line: Any, *, capped: bool) -> CTE:
    columns = [c for n, own in enumerate(mine) for c in _sums(n, own, line, len(briefs) == 1)]
    sums = select(line.person_id, *columns).where(*conditions).group_by(line.person_id).subquery()
    counted = [
        (func.least(sums.c[f"gross_{n}"], _limit(brief, 0)) if capped else sums.c[f"gross_{n}"]).label(
            f"counted_{n}"
        )
        for n, brief in enumerate(briefs)
    ]
    return materialized(select(*sums.c, *counted))


def _by_group(briefs: Sequence[Brief], mine: Any, conditions: Any, line: Any, caps: Sequence[Cap]) -> CTE:
    """Summed per day, category or role first: a cap needs only the sums of its groups.

    Of several caps that stand side by side each line is in a group of one at most; the keys of all others are NULL.
    """
    keys = [_key(cap, line).label(f"key_{place}") for place, cap in enumerate(caps)]
    columns = [c for n, own in enumerate(mine) for c in _sums(n, own, line, len(briefs) == 1)]
    group = (
        select(line.person_id, *keys, *columns).where(*conditions).group_by(line.person_id, *keys).subquery()
    )
    totals_of: list[ColumnElement[Any]] = []
    for number, brief in enumerate(briefs):
        held: ColumnElement[Any] = group.c[f"gross_{number}"]
        for place, cap in enumerate(caps):
            capped = func.least(group.c[f"gross_{number}"], _limit(brief, place))
            whole = not (cap.only or cap.besides)
            held = capped if whole else case((group.c[f"key_{place}"].is_not(None), capped), else_=held)
        totals_of.append(func.sum(held).label(f"counted_{number}"))
        totals_of.extend(
            func.sum(group.c[f"{part}_{number}"]).label(f"{part}_{number}")
            for part in ("gross", REVIEWED, CERTIFIED)
        )
    return materialized(select(group.c.person_id, *totals_of).group_by(group.c.person_id))


def _key(cap: Cap, line: Any) -> ColumnElement[Any]:
    """What the cap groups a line by; NULL where it does not concern it."""
    keys: dict[str, ColumnElement[Any]] = {
        "day": line.on_date,
        "category": line.category,
        "role": line.role,
        "window": literal(0),
    }
    key = keys[cap.per]
    return case((applies(cap, line.category, line.role), key)) if cap.only or cap.besides else key


def _limit(brief: Brief, place: int) -> ColumnElement[Decimal]:
    limits = next(item.limits for item in brief.terms if item.applies)
    return cast(literal(limits[place]), Numeric(12, 2))
