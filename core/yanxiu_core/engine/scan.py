"""Plain sums of many rules from one reading of the ledger, added up side by side."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Numeric, and_, case, cast, func, literal, or_, select

from yanxiu_core.database.planning import materialized
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.caps import applies
from yanxiu_core.engine.lines import of_source, read_by, within
from yanxiu_core.engine.selectors import any_of
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED, LedgerLine
from yanxiu_core.policies.rule import Cap

AMOUNTS = ("gross", "counted", REVIEWED, CERTIFIED)
"""What is summed for each rule; column `gross_3` is that of the third rule of its reading."""


_Grouping = tuple[tuple[Any, ...], ...]


def readings(briefs: Sequence[Brief]) -> list[list[Brief]]:
    """The plain sums that are added up together: those of one policy's lines of one measure.

    Rules whose caps need sums of days, categories or roles must agree in these; all others join the first of them.
    """
    found: dict[Any, dict[_Grouping, list[Brief]]] = {}
    for brief in briefs:
        lines = (brief.policy.id if brief.rule.source == "converted" else "", brief.rule.measure)
        found.setdefault(lines, {}).setdefault(_grouping(brief), []).append(brief)
    together: list[list[Brief]] = []
    for groups in found.values():
        free = groups.pop((), [])
        first, *rest = groups.values() or [[]]
        together += [first + free, *rest]
    return together


def _grouping(brief: Brief) -> _Grouping:
    """What must be summed apart before the rule's caps can be applied; nothing for a rule without, or with one of the
    whole window.
    """
    grouping = tuple((cap.per, cap.only, cap.besides) for cap in brief.version.caps)
    return () if grouping == (("window", (), ()),) else grouping


def totals(briefs: Sequence[Brief]) -> CTE:
    """Per person: gross, counted, reviewed and certified amounts of every rule, numbered in the order given.

    Of several caps that stand side by side each line is in a group of one at most; the keys of all others are NULL.
    """
    line, first = LedgerLine.__table__.alias().c, briefs[0]
    mine = [any_of(read_by(brief.version), line, brief.around) for brief in briefs]
    caps = first.version.caps if _grouping(first) else ()
    keys = [_key(cap, line).label(f"key_{place}") for place, cap in enumerate(caps)]
    columns = [c for n, own in enumerate(mine) for c in _sums(n, own, line, len(briefs) == 1)]
    sums = (
        select(line.person_id, *keys, *columns)
        .where(
            *within(first.scope, line),
            *of_source(first.rule, first.policy, line),
            or_(*mine),
            line.person_id.is_not(None),
        )
        .group_by(line.person_id, *keys)
        .subquery()
    )
    whole = func.sum if keys else _itself
    amounts: list[ColumnElement[Any]] = []
    for number, brief in enumerate(briefs):
        amounts += [
            whole(sums.c[f"{name}_{number}"]).label(f"{name}_{number}")
            for name in ("gross", REVIEWED, CERTIFIED)
        ]
        amounts.append(_counted(brief, sums, number, whole).label(f"counted_{number}"))
    statement = select(sums.c.person_id, *amounts)
    return materialized(statement.group_by(sums.c.person_id) if keys else statement)


def _itself(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column


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


def _sums(number: int, condition: ColumnElement[bool], line: Any, alone: bool) -> list[ColumnElement[Any]]:
    """Gross, reviewed and certified of one rule; a rule that reads alone needs no filter."""
    total = func.sum(line.amount)
    return [
        (total if alone else total.filter(condition)).label(f"gross_{number}"),
        *(
            # Few lines are assured by themselves: that is asked first.
            total.filter(line.assurance == name if alone else and_(line.assurance == name, condition)).label(
                f"{name}_{number}"
            )
            for name in (REVIEWED, CERTIFIED)
        ),
    ]


def _counted(
    brief: Brief, sums: FromClause, number: int, whole: Callable[[Any], ColumnElement[Any]]
) -> ColumnElement[Any]:
    """What the rule's caps leave, of each group or of the whole."""
    # Who has lines of another rule of the reading alone has none of this one, and the least of nothing and a limit would be
    # the limit.
    gross, caps = func.coalesce(sums.c[f"gross_{number}"], 0), brief.version.caps
    if not _grouping(brief):
        return func.least(whole(gross), _limit(brief, 0)) if caps else whole(gross)
    held: ColumnElement[Any] = gross
    for place, cap in enumerate(caps):
        capped = func.least(gross, _limit(brief, place))
        everywhere = not (cap.only or cap.besides)
        held = capped if everywhere else case((sums.c[f"key_{place}"].is_not(None), capped), else_=held)
    return whole(held)


def _limit(brief: Brief, place: int) -> ColumnElement[Decimal]:
    limits = next(item.limits for item in brief.terms if item.applies)
    return cast(literal(limits[place]), Numeric(12, 2))
