"""Post to the ledger: make its standing lines what the facts are worth, by reversals and new lines alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Date,
    Select,
    Subquery,
    Uuid,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import aliased

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine import conversion
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.prepared import prepare
from yanxiu_core.engine.scope import ACTIVITIES, PEOPLE, given, moment
from yanxiu_core.engine.terms import adopted_policies, county_spans
from yanxiu_core.ledger.models import REGISTERED, LedgerLine
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.work import Work

CONTENT = (
    "person_id", "policy", "measure", "amount", "on_date", "starts_at", "activity_id", "activity_number", "kind",
    "category", "role", "unit_id", "source_id", "conversion", "fields",
)  # fmt: skip
"""What makes two lines the same line; anything else about a line is its own."""


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


def post_activities(work: Work, activities: Sequence[UUID], people: Sequence[UUID] = ()) -> Posting:
    """Bring the lines of these activities in line with what is recorded of them now; with `people`, theirs alone.

    Confirming posts, correcting reverses and posts anew, cancelling reverses: all are the difference between the
    lines that stand and the lines that should. One statement for any number of activities; a line that is right is
    left alone, so posting again changes nothing.
    """
    recorded_at = work.record()
    some = bool(people)
    statement = work.kept(("posting", some), lambda: prepare(work, _posting(work, some=some)))
    touched = statement.execute(
        work, activities=list(activities), people=list(people), moment=recorded_at
    ).one()
    return Posting(
        touched.posted,
        touched.reversed,
        tuple(touched.people or ()),
        frozenset(touched.days or ()),
        tuple(touched.units or ()),
    )


def _posting(work: Work, *, some: bool) -> Select[Any]:
    """Write the difference, and say what it was."""
    difference = _difference(work, some=some).cte("difference")
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
    return select(*columns).add_cte(_written(work, difference).cte("written"))


def _difference(work: Work, *, some: bool) -> Select[Any]:
    """The lines to post (sign 1) and to take back (sign -1).

    Two multisets are subtracted by counting: lines that should stand count +1, lines that do count -1, equal content
    cancels out. That takes the time of a sort whatever the planner believes of rows that were just imported.
    """
    should, stands = _should(work, some=some).subquery(), _stands(work, some=some)
    both = union_all(
        select(
            *(should.c[name] for name in CONTENT),
            cast(None, Uuid()).label("id"),
            literal(REGISTERED).label("assurance"),
            literal(1).label("sign"),
        ),
        select(
            *(stands.c[name] for name in CONTENT), stands.c.id, stands.c.assurance, literal(-1).label("sign")
        ),
    ).subquery()
    content = [both.c[name] for name in CONTENT]
    sign = func.sum(both.c.sign)
    return (
        select(
            *content,
            func.any_value(both.c.id).label("id"),
            func.any_value(both.c.assurance).label("assurance"),
            sign.label("sign"),
        )
        .group_by(*content)
        .having(sign != 0)
    )


def _written(work: Work, difference: CTE) -> Any:
    """New lines, and reversals: the line's copy, negated, naming it."""
    signed = {"amount": cast(difference.c.amount * difference.c.sign, QUANTITY)}
    return insert(LedgerLine).from_select(
        ["tenant_id", "id", "recorded_at", "assurance", "reverses_id", "item", *CONTENT],
        select(
            literal(work.tenant_id),
            func.uuidv7(),
            moment(),
            difference.c.assurance,
            difference.c.id,
            literal(""),
            *(signed.get(name, difference.c[name]) for name in CONTENT),
        ),
        include_defaults=False,
    )


def _should(work: Work, *, some: bool) -> CompoundSelect[Any]:
    rows = conversion.attended(work.tenant_id, some=some)
    selects = [conversion.facts(rows)]
    if not some:
        selects.append(conversion.hosted(work.tenant_id))
    root = root_id(work)
    for policy in adopted_policies(work):
        selects.extend(conversion.converted(policy, county_spans(work, policy.id, root), rows))
    return union_all(*selects)


def _stands(work: Work, *, some: bool) -> Subquery:
    line = aliased(LedgerLine)
    only = [given(line.person_id, PEOPLE)] if some else []
    return (
        select(line.id, line.assurance, *(getattr(line, name) for name in CONTENT))
        .where(
            line.tenant_id == work.tenant_id,
            given(line.activity_id, ACTIVITIES),
            *only,
            # Evidence and records about an activity have lines of their own, which are not posted here.
            line.activity_number != "",
            standing(line),
        )
        .subquery()
    )
