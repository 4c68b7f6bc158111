"""Judge: derive the stored verdicts of people in windows, or read the verdicts of another day or moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.calendars.models import Window
from yanxiu_core.database.planning import MANY, bulk
from yanxiu_core.engine import bounds as windows
from yanxiu_core.engine import compiler
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.scope import Scope, among
from yanxiu_core.engine.terms import adopted_policies, adoptions, terms_of, window_kinds
from yanxiu_core.policies.model import Policy, Rule, in_force
from yanxiu_core.verdicts.models import Verdict
from yanxiu_core.work import Work

KEY = ("tenant_id", "rule", "window_id", "person_id")
DERIVED = (
    "unit_id",
    "adoption_id",
    "measured",
    "required",
    "capped",
    "registered",
    "reviewed",
    "certified",
    "comparator",
    "eligibility",
    "provisional",
    "rule_version",
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """As of which day, as known at which moment; both empty for now."""

    as_of: date | None = None
    known_at: datetime | None = None


NOW = Clocks()


def after_posting(work: Work, people: Iterable[UUID], days: set[date]) -> int:
    """Re-derive, in this transaction, the verdicts that these people's lines on these days touch.

    A window that is touched for the first time is opened and judged for the whole county. Returns rows written.
    """
    ids = tuple(people)
    written = 0
    for policy in adopted_policies(work):
        for rule in policy.judged:
            for kind in _kinds(work, policy, rule):
                for item in windows.covering(work, kind, days):
                    written += judge_rule(work, policy, rule, item, ids)
    return written


def after_facts(work: Work, people: Iterable[UUID]) -> int:
    """Re-derive these people's verdicts in every window that is open: their facts or units have changed."""
    ids = tuple(people)
    return sum(judge_rule(work, policy, rule, item, ids) for policy, rule, item in _open(work)) if ids else 0


def county(work: Work) -> int:
    """Re-derive every verdict of the tenant, in every open window, in this transaction.

    Takes the tenant's head row first: what is confirmed meanwhile waits, and is judged after. Readers see the old
    set until commit.
    """
    work.record()
    return sum(judge_rule(work, policy, rule, item, ()) for policy, rule, item in _open(work))


def judge_rule(work: Work, policy: Policy, rule: Rule, item: Bounds, people: tuple[UUID, ...]) -> int:
    """Derive and store one rule's verdicts in one window; `people` is empty for the county. Returns rows written."""
    window, fresh = windows.opened(work, item)
    statement = select_verdicts(work, policy, rule, item, window.id, () if fresh else people, NOW)
    mine = and_(Verdict.tenant_id == work.tenant_id, Verdict.rule == rule.id, Verdict.window_id == window.id)
    if people and not fresh:
        mine = and_(mine, among(Verdict.person_id, people))
    if statement is None:
        gone = work.session.execute(delete(Verdict).where(mine).execution_options(synchronize_session=False))
        return int(gone.rowcount)  # type: ignore[attr-defined] # a cursor result
    judged = statement.cte("judged")
    stored = _upsert(work, judged).cte("stored")
    # One statement: the verdicts of people whom the rule no longer concerns go, all others are written.
    with bulk(work.session, when=fresh or not people or len(people) > MANY):
        work.session.execute(
            delete(Verdict)
            .where(mine, ~select(literal(1)).where(judged.c.person_id == Verdict.person_id).exists())
            .add_cte(stored)
            .execution_options(synchronize_session=False)
        )
    return 1


def _upsert(work: Work, judged: Any) -> Any:
    names = [*KEY, "policy", *DERIVED]
    new = insert(Verdict).from_select(
        ["id", *names, "judged_at"],
        select(
            compiler.verdict_id(judged), *(judged.c[name] for name in names), compiler.moment(work.record())
        ),
        include_defaults=False,
    )
    present, coming = [getattr(Verdict, name) for name in DERIVED], [new.excluded[name] for name in DERIVED]
    return new.on_conflict_do_update(
        index_elements=list(KEY),
        set_={**{name: new.excluded[name] for name in DERIVED}, "judged_at": new.excluded.judged_at},
        # An unchanged verdict is left alone: no dead row, and judged_at tells when it last changed.
        where=tuple_(*present).is_distinct_from(tuple_(*coming)),
    ).returning(Verdict.id)


def select_verdicts(
    work: Work,
    policy: Policy,
    rule: Rule,
    item: Bounds,
    window_id: UUID,
    people: tuple[UUID, ...],
    clocks: Clocks,
) -> Select[Any] | None:
    """The compiled rule for a window; None where no adoption judges it there.

    Threshold, caps and population are of the version valid on the window's last day.
    """
    version = in_force(rule.versions, item.ends_on)
    adopted = adoptions(work, policy.id, item.ends_on, clocks.known_at)
    terms = terms_of(version, adopted, item.kind) if version else []
    if version is None or not any(item.applies for item in terms):
        return None
    eligibility = item.ends_on if version.population.at == "end" else item.starts_on
    today = clocks.as_of or work.today
    scope = Scope(
        tenant_id=work.tenant_id,
        bounds=item,
        facts_on=min(eligibility, today),
        provisional=today < eligibility,
        people=people,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
    )
    return compiler.verdicts(policy, rule, version, terms, scope, window_id)


def _kinds(work: Work, policy: Policy, rule: Rule) -> set[str]:
    return window_kinds(rule.versions[-1], adoptions(work, policy.id, work.today))


def _open(work: Work) -> list[tuple[Policy, Rule, Bounds]]:
    rows = work.session.execute(select(Window.kind, Window.key).where(Window.tenant_id == work.tenant_id))
    opened = [windows.resolve(work, kind, key) for kind, key in rows.all()]
    return [
        (policy, rule, item)
        for policy in adopted_policies(work)
        for rule in policy.judged
        for item in opened
        if item.kind in _kinds(work, policy, rule)
    ]
