"""Post to the ledger: make its standing lines what the facts are worth, by reversals and new lines alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, and_, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy import Date, Uuid
from sqlalchemy.orm import aliased

from yanxiu_core.engine import conversion
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.scope import among
from yanxiu_core.engine.terms import adopted_policies, adoptions
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.work import Work

CONTENT = (
    "person_id", "policy", "measure", "amount", "on_date", "starts_at", "activity_id", "activity_number", "kind",
    "category", "role", "unit_id", "source_id", "conversion",
)  # fmt: skip
"""What makes two lines the same line; anything else about a line is its own."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What a posting did: how many lines it wrote and took back, whose they are and on which days."""

    posted: int
    reversed: int
    people: tuple[UUID, ...]
    days: frozenset[date]


def post_activities(work: Work, activities: Sequence[UUID]) -> Posting:
    """Bring the lines of these activities in line with what is recorded of them now.

    Confirming posts, correcting reverses and posts anew, cancelling reverses: all are the difference between the
    lines that stand and the lines that should. One statement for any number of activities; a line that is right is
    left alone, so posting again changes nothing.
    """
    recorded_at = work.record()
    should = _should(work, activities).cte("should")
    stands = _stands(work, activities)
    same = and_(
        *(should.c[name].is_not_distinct_from(stands.c[name]) for name in CONTENT if name != "source_id"),
        should.c.source_id == stands.c.source_id,
    )
    wrong = select(stands).where(~select(literal(1)).where(same).exists()).cte("wrong")
    missing = select(should).where(~select(literal(1)).where(same).exists()).cte("missing")
    moment = literal(recorded_at)
    columns = ["tenant_id", "id", "recorded_at", "assurance", "reverses_id", *CONTENT]

    def lines(rows: Any, **own: Any) -> Any:
        content = [own.get(name, rows.c[name]) for name in CONTENT]
        assurance, reverses = own["assurance"], own["reverses"]
        return insert(LedgerLine).from_select(
            columns,
            select(literal(work.tenant_id), func.uuidv7(), moment, assurance, reverses, *content),
            include_defaults=False,
        )

    taken_back = lines(wrong, amount=-wrong.c.amount, assurance=wrong.c.assurance, reverses=wrong.c.id)
    posted = lines(missing, assurance=literal("registered"), reverses=cast(None, Uuid()))
    touched = union_all(
        select(wrong.c.person_id, wrong.c.on_date), select(missing.c.person_id, missing.c.on_date)
    ).subquery()
    row = work.session.execute(
        select(
            select(func.count()).select_from(missing).scalar_subquery().label("posted"),
            select(func.count()).select_from(wrong).scalar_subquery().label("reversed"),
            func.array_agg(touched.c.person_id.distinct(), type_=ARRAY(Uuid())).label("people"),
            func.array_agg(touched.c.on_date.distinct(), type_=ARRAY(Date())).label("days"),
        )
        .select_from(touched)
        .add_cte(taken_back.cte("taken_back"), posted.cte("newly_posted"))
    ).one()
    return Posting(row.posted, row.reversed, tuple(row.people or ()), frozenset(row.days or ()))


def _should(work: Work, activities: Sequence[UUID]) -> CompoundSelect[Any]:
    rows = conversion.attended(work.tenant_id, activities)
    selects = [conversion.facts(rows)]
    root = root_id(work)
    for policy in adopted_policies(work):
        county = next((item for item in adoptions(work, policy.id, work.today) if item.unit_id == root), None)
        selects.extend(conversion.converted(policy, county, rows))
    return union_all(*selects)


def _stands(work: Work, activities: Sequence[UUID]) -> Any:
    line = aliased(LedgerLine)
    return (
        select(line.id, line.assurance, *(getattr(line, name) for name in CONTENT))
        .where(line.tenant_id == work.tenant_id, among(line.activity_id, activities), standing(line))
        .cte("stands")
    )
