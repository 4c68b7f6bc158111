"""Judge: derive the stored verdicts of people in windows, or read the verdicts of another day or moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.database.planning import bulk
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
    "eligible_on",
    "rule_version",
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """As of which day, as known at which moment; both empty for now."""

    as_of: date | None = None
    known_at: datetime | None = None


NOW = Clocks()


Rules = list[tuple[Policy, Rule]]


def after_posting(work: Work, people: Iterable[UUID], days: set[date]) -> None:
    """Re-derive, in this transaction, the verdicts that these people's lines on these days touch."""
    ids = tuple(people)
    for kind, rules in _rules_by_kind(work).items():
        for item in windows.covering(work, kind, days):
            _judge_window(work, item, rules, ids)


def after_facts(work: Work, people: Iterable[UUID]) -> None:
    """Re-derive these people's verdicts in every window that is open: their facts or units have changed."""
    ids = tuple(people)
    if ids:
        _judge_open(work, ids)


def county(work: Work) -> int:
    """Re-derive every verdict of the tenant, in every open window, in this transaction.

    Takes the tenant's head row first: what is confirmed meanwhile waits, and is judged after. Readers see the old
    set until commit. Returns how many windows were judged.
    """
    work.record()
    return _judge_open(work, ())


def _judge_open(work: Work, people: tuple[UUID, ...]) -> int:
    rules = _rules_by_kind(work)
    open_windows = [item for item in windows.all_open(work) if item.kind in rules]
    for item in open_windows:
        _judge_window(work, item, rules[item.kind], people)
    return len(open_windows)


def _judge_window(work: Work, item: Bounds, rules: Rules, people: tuple[UUID, ...]) -> None:
    """All rules of one window; touched for the first time it is opened, and judged for the whole county."""
    fresh = windows.open_window(work, item)
    for policy, rule in rules:
        judge_rule(work, policy, rule, item, () if fresh else people)


def judge_rule(work: Work, policy: Policy, rule: Rule, item: Bounds, people: tuple[UUID, ...]) -> None:
    """Derive and store one rule's verdicts in one open window; `people` is empty for the county."""
    statement = select_verdicts(work, policy, rule, item, people, NOW)
    mine = and_(
        Verdict.tenant_id == work.tenant_id,
        Verdict.rule == rule.id,
        Verdict.window_id == item.id_in(work.tenant_id),
    )
    if people:
        mine = and_(mine, among(Verdict.person_id, people))
    change = delete(Verdict).where(mine).execution_options(synchronize_session=False)
    if statement is not None:
        # One statement: the verdicts of people whom the rule no longer concerns go, all others are written.
        judged = statement.cte("judged")
        concerned = select(literal(1)).where(judged.c.person_id == Verdict.person_id)
        change = change.where(~concerned.exists()).add_cte(_upsert(work, judged).cte("stored"))
    with bulk(work.session):
        work.session.execute(change)


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
        eligible_on=eligibility,
        people=people,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
    )
    return compiler.verdicts(policy, rule, version, terms, scope)


def _rules_by_kind(work: Work) -> dict[str, Rules]:
    """The judged rules of adopted policies, by the kinds of window in which they are judged somewhere."""
    found: dict[str, Rules] = {}
    for policy in adopted_policies(work):
        for rule in policy.judged:
            for kind in window_kinds(work, policy, rule):
                found.setdefault(kind, []).append((policy, rule))
    return found
