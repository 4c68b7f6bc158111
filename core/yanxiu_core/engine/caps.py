"""Caps: at most so much per day, category, role or window, applied in order.

The last cap needs only the sums of its groups; each cap before it is applied line by line, in order of start time and
activity number, because the next one must know what is left of each line.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, column, func, select, true

from yanxiu_core.engine.requirements import limit_column
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED
from yanxiu_core.policies.rule import Cap

ORDER = ("starts_at", "activity_number", "id")


def _group(cap: Cap, lines: FromClause) -> list[ColumnElement[Any]]:
    keys: dict[str, list[ColumnElement[Any]]] = {
        "day": [lines.c.on_date],
        "category": [lines.c.category],
        "role": [lines.c.role],
        "window": [],
    }
    return keys[cap.per]


def _applies(cap: Cap, lines: FromClause) -> ColumnElement[bool]:
    return applies(cap, lines.c.category, lines.c.role)


def applies(cap: Cap, category: ColumnElement[str], role: ColumnElement[str]) -> ColumnElement[bool]:
    """The cap concerns lines of this category and role."""
    named = {"category": category, "role": role}.get(cap.per)
    conditions = [named.in_(cap.only)] if named is not None and cap.only else []
    if cap.besides:
        conditions.append(category.not_in(cap.besides))
    return and_(true(), *conditions)


def take(caps: tuple[Cap, ...], lines: Subquery, limits: Sequence[ColumnElement[Any]]) -> Subquery:
    """Each line with `counted`: what all these caps leave of it, and `cut_0`, `cut_1` ...: what each takes away.

    `limits` are the caps' limits, for each line.
    """
    current = select(*lines.c, lines.c.amount.label("counted")).subquery()
    for index, (cap, limit) in enumerate(zip(caps, limits, strict=True)):
        current = _take_one(cap, limit, current, cut_column(index))
    return current


def cut_column(index: int) -> str:
    """The name of what a cap takes away."""
    return f"cut_{index}"


def _take_one(cap: Cap, limit: ColumnElement[Any], lines: Subquery, cut: str) -> Subquery:
    before = func.coalesce(
        func.sum(lines.c.counted).over(
            partition_by=[
                lines.c.person_id,
                *_group(cap, lines),
                *([_applies(cap, lines)] if cap.besides else []),
            ],
            order_by=[lines.c[name] for name in ORDER],
            rows=(None, -1),
        ),
        0,
    )
    left = func.greatest(0, func.least(lines.c.counted, limit - before))
    kept = [c for c in lines.c if c.name != "counted"]
    counted = case((_applies(cap, lines), left), else_=lines.c.counted)
    return select(*kept, counted.label("counted"), (lines.c.counted - counted).label(cut)).subquery()


def totals(caps: tuple[Cap, ...], lines: Subquery, people: FromClause) -> Select[Any]:
    """Per person: gross, counted after all caps, and the gross amount by assurance."""
    earlier, last = caps[:-1], caps[-1] if caps else None
    taken = _taken(earlier, lines, people)
    if last is None:
        grouped = taken
        counted: ColumnElement[Any] = taken.c.counted
    else:
        keys = [taken.c.person_id, *_group(last, taken)]
        if last.only or last.besides:
            keys.append(_applies(last, taken).label("limited"))
        grouped = _sums(taken, keys)
        limit = people.c[limit_column(len(caps) - 1)]
        held = func.least(grouped.c.counted, limit)
        counted = case((grouped.c.limited, held), else_=grouped.c.counted) if "limited" in grouped.c else held
    statement = select(
        grouped.c.person_id,
        func.sum(grouped.c.amount if last is None else grouped.c.gross).label("gross"),
        func.sum(counted).label("counted"),
        *(_assured(grouped, name, last is None) for name in (REVIEWED, CERTIFIED)),
    ).join_from(grouped, people, people.c.person_id == grouped.c.person_id)
    return statement.group_by(grouped.c.person_id)


def _taken(caps: tuple[Cap, ...], lines: Subquery, people: FromClause) -> Subquery:
    if not caps:
        return select(*lines.c, lines.c.amount.label("counted")).subquery()
    names = [limit_column(index) for index in range(len(caps))]
    limited = (
        select(*lines.c, *(people.c[name] for name in names))
        .join_from(lines, people, people.c.person_id == lines.c.person_id)
        .subquery()
    )
    return take(caps, limited, [column(name) for name in names])


def _sums(lines: Subquery, keys: list[ColumnElement[Any]]) -> Subquery:
    return (
        select(
            *keys,
            func.sum(lines.c.amount).label("gross"),
            func.sum(lines.c.counted).label("counted"),
            *(_assured(lines, name, gross=True) for name in (REVIEWED, CERTIFIED)),
        )
        .group_by(*keys)
        .subquery()
    )


def _assured(lines: FromClause, name: str, gross: bool) -> ColumnElement[Any]:
    if gross:
        return func.sum(lines.c.amount).filter(lines.c.assurance == name).label(name)
    return func.sum(lines.c[name]).label(name)
