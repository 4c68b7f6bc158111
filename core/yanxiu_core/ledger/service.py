"""Post to the ledger: make its standing lines what the facts are worth, by reversals and new lines alone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, Subquery, select, union_all
from sqlalchemy.orm import aliased

from yanxiu_core.database.planning import MANY
from yanxiu_core.engine import conversion
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.prepared import prepare
from yanxiu_core.engine.scope import ACTIVITIES, PEOPLE, given
from yanxiu_core.engine.terms import adopted_policies, county_spans
from yanxiu_core.ledger import difference
from yanxiu_core.ledger.difference import CONTENT, OWN, Posting, Span
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.seals.standing import sealed_spans
from yanxiu_core.work import Work

__all__ = ["Posting", "post_activities"]


def post_activities(
    work: Work, activities: Sequence[UUID], people: Sequence[UUID] = (), *, amended: bool = False
) -> Posting:
    """Bring the lines of these activities in line with what is recorded of them now; with `people`, theirs alone.

    `amended`: no fact has changed but what a policy says it is worth; the windows that are certified are left alone.

    Confirming posts, correcting reverses and posts anew, cancelling reverses: all are the difference between the
    lines that stand and the lines that should. One statement for any number of activities; a line that is right is
    left alone, so posting again changes nothing.
    """
    recorded_at = work.record()
    some = bool(people)
    spared = sealed_spans(work) if amended else ()
    statement = work.kept(
        ("posting", some, spared), lambda: prepare(work, _posting(work, some=some, spared=spared))
    )
    return difference.posted(
        statement.execute(
            work,
            few=0 < len(people) < MANY,
            activities=list(activities),
            people=list(people),
            moment=recorded_at,
        )
    )


def _posting(work: Work, *, some: bool, spared: Sequence[Span]) -> Select[Any]:
    should, stands = _should(work, some=some).subquery(), _stands(work, some=some)
    return difference.statement(work.tenant_id, should, stands, spared=spared)


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
        select(line.id, *(getattr(line, name) for name in (*CONTENT, *OWN)))
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
