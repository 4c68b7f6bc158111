"""Make standing lines what they should be: the difference of two sets of lines, written as reversals and new lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Result,
    Select,
    Uuid,
    and_,
    cast,
    func,
    literal,
    not_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.scope import moment
from yanxiu_core.ledger.models import REGISTERED, LedgerLine

CONTENT = (
    "person_id", "policy", "measure", "amount", "on_date", "starts_at", "activity_id", "activity_number", "kind",
    "category", "role", "unit_id", "source_id", "conversion", "fields",
)  # fmt: skip
"""What makes two lines the same line; anything else about a line is its own."""
OWN = {"assurance": literal(REGISTERED), "item": literal("")}
"""What a new line has besides, unless the caller counts it to the content."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What a posting did: how many lines it wrote and took back, whose they are and on which days.

    `units` are units with lines of their own.
    """

    posted: int
    reversed: int
    people: tuple[UUID, ...]
    days: frozenset[date]
    units: tuple[UUID, ...] = ()


Span = tuple[str, date, date]
"""A policy, and days of it that are left alone, first and last."""


def statement(
    tenant_id: UUID, should: FromClause, stands: FromClause, *further: str, spared: Sequence[Span] = ()
) -> Select[Any]:
    """Post what should stand and does not, take back what stands and should not, and say what that was (`posted`).

    Both have the columns of `CONTENT`, and those of `OWN` that `further` counts to the content; `stands` also the
    lines' `id` and all of `OWN`. A line that is right is left alone, and so are those on days that are `spared`. The
    transaction's moment is bound when it runs.
    """
    difference = _difference(should, stands, (*CONTENT, *further), spared).cte("difference")
    columns: list[Any] = [
        func.count().filter(difference.c.sign > 0).label("posted"),
        func.count().filter(difference.c.sign < 0).label("reversed"),
        func.array_agg(difference.c.person_id.distinct(), type_=ARRAY(Uuid()))
        .filter(difference.c.person_id.is_not(None))
        .label("people"),
        func.array_agg(difference.c.unit_id.distinct(), type_=ARRAY(Uuid()))
        .filter(difference.c.person_id.is_(None))
        .label("units"),
        func.array_agg(difference.c.on_date.distinct(), type_=ARRAY(Date())).label("days"),
    ]
    return select(*columns).add_cte(_written(tenant_id, difference).cte("written"))


def posted(result: Result[Any]) -> Posting:
    """What the statement did."""
    touched = result.one()
    return Posting(
        touched.posted,
        touched.reversed,
        tuple(touched.people or ()),
        frozenset(touched.days or ()),
        tuple(touched.units or ()),
    )


def _touched(lines: FromClause, spared: Sequence[Span]) -> ColumnElement[bool]:
    return and_(
        true(),
        *(
            not_(and_(lines.c.policy == policy, lines.c.on_date.between(first, last)))
            for policy, first, last in spared
        ),
    )


def _difference(
    should: FromClause, stands: FromClause, content: tuple[str, ...], spared: Sequence[Span]
) -> Select[Any]:
    """The lines to post (sign 1) and to take back (sign -1).

    Two multisets are subtracted by counting: lines that should stand count +1, lines that do count -1, equal content
    cancels out. That takes the time of a sort whatever the planner believes of rows that were just imported.
    """
    own = [name for name in OWN if name not in content]
    both = union_all(
        select(
            *(should.c[name] for name in content),
            cast(None, Uuid()).label("id"),
            *(OWN[name].label(name) for name in own),
            literal(1).label("sign"),
        ).where(_touched(should, spared)),
        select(
            *(stands.c[name] for name in content),
            stands.c.id,
            *(stands.c[name] for name in own),
            literal(-1).label("sign"),
        ).where(_touched(stands, spared)),
    ).subquery()
    keys = [both.c[name] for name in content]
    sign = func.sum(both.c.sign)
    return (
        select(
            *keys,
            func.any_value(both.c.id).label("id"),
            *(func.any_value(both.c[name]).label(name) for name in own),
            sign.label("sign"),
        )
        .group_by(*keys)
        .having(sign != 0)
    )


def _written(tenant_id: UUID, difference: CTE) -> Any:
    """New lines, and reversals: the line's copy, negated, naming it."""
    names = (*CONTENT, *OWN)
    signed = {"amount": cast(difference.c.amount * difference.c.sign, QUANTITY)}
    return insert(LedgerLine).from_select(
        ["tenant_id", "id", "recorded_at", "reverses_id", *names],
        select(
            literal(tenant_id),
            func.uuidv7(),
            moment(),
            difference.c.id,
            *(signed.get(name, difference.c[name]) for name in names),
        ),
        include_defaults=False,
    )
