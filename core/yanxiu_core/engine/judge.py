"""Judge: derive the stored verdicts of people and units in windows, or select those of another day or moment."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, SelectBase, and_, delete, literal, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.database.planning import MANY, bulk
from yanxiu_core.engine import bounds as windows
from yanxiu_core.engine import compiler, wider
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.briefs import NOW, Clocks, Rules, briefs_of, rules_by_kind
from yanxiu_core.engine.prepared import Prepared, prepare
from yanxiu_core.engine.scope import PEOPLE, given, moment
from yanxiu_core.engine.touched import touched
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import LEDGER_POSTED, VERDICTS_JUDGED
from yanxiu_core.verdicts.models import Verdict
from yanxiu_core.work import Work

__all__ = ["NOW", "Clocks"]

KEY = ("tenant_id", "rule", "window_id", "subject_id")
DERIVED = (
    "person_id",
    "unit_id",
    "adoption_id",
    "measured",
    "required",
    "upper",
    "base",
    "capped",
    "registered",
    "reviewed",
    "certified",
    "comparator",
    "eligibility",
    "eligible_on",
    "rule_version",
)
NOBODY = (UUID(int=0),)
"""Nobody's verdicts are touched, only those of units."""
TOGETHER = 8
"""So many rules are judged by one statement: more would cost the planner what the shared readings save."""


def after_posting(work: Work, people: Iterable[UUID], days: set[date], units: Iterable[UUID] = ()) -> None:
    """Re-derive, in this transaction, the verdicts of people that these lines touch; those of units become stale."""
    ids = tuple(people)
    if not ids and not tuple(units):
        return
    if ids:
        events.tell(work, LEDGER_POSTED, ids)
    for kind, rules in rules_by_kind(work).items():
        for item in touched(work, kind, rules, ids, days):
            _judge_window(work, item, rules, ids or NOBODY)


def after_facts(work: Work, people: Iterable[UUID]) -> None:
    """Re-derive these people's verdicts in every window that is open: their facts or units have changed."""
    ids = tuple(people)
    if ids:
        _judge_open(work, ids)


def after_unit_facts(work: Work) -> None:
    """Units have changed: the verdicts of units become stale in every window that is open."""
    by_kind = rules_by_kind(work)
    for item in windows.all_open(work):
        if _of_units(by_kind.get(item.kind, [])):
            wider.mark(work, item.id_in(work.tenant_id))


def county(work: Work) -> int:
    """Re-derive every verdict of the tenant, in every open window, in this transaction.

    Takes the tenant's head row first: what is confirmed meanwhile waits, and is judged after. Readers see the old
    set until commit. Returns how many windows were judged.
    """
    work.record()
    _forget_elsewhere(work)
    judged = _judge_open(work, ())
    wider.clear(work)
    return judged


def _forget_elsewhere(work: Work) -> None:
    """Verdicts of windows of a kind in which their rule is judged no more go: the county has chosen another kind."""
    by_kind = rules_by_kind(work)
    judged = sorted({policy.id for rules in by_kind.values() for policy, _ in rules})
    for item in windows.all_open(work):
        here = [rule.id for _, rule in by_kind.get(item.kind, [])]
        work.session.execute(
            delete(Verdict)
            .where(
                Verdict.tenant_id == work.tenant_id,
                Verdict.window_id == item.id_in(work.tenant_id),
                Verdict.policy.in_(judged),
                Verdict.rule.not_in(here),
            )
            .execution_options(synchronize_session=False)
        )


def renew(work: Work, item: Bounds, people: Iterable[UUID] = ()) -> None:
    """Derive and store one window's verdicts as of today, of these people or of the whole county.

    Facts come into force as days pass; what is about to be frozen rests on those of this day.
    """
    _judge_window(work, item, rules_by_kind(work).get(item.kind, []), tuple(people))


def stale_units(work: Work) -> int:
    """Derive anew the verdicts of units in every window that was marked; returns how many windows there were."""
    work.record()
    by_kind = rules_by_kind(work)
    marked = wider.marked(work)
    open_windows = [item for item in windows.all_open(work) if item.id_in(work.tenant_id) in marked]
    for item in open_windows:
        judge_rules(work, _of_units(by_kind.get(item.kind, [])), item, ())
    wider.clear(work, marked)
    return len(open_windows)


def _judge_open(work: Work, people: tuple[UUID, ...]) -> int:
    rules = rules_by_kind(work)
    open_windows = [item for item in windows.all_open(work) if item.kind in rules]
    for item in open_windows:
        _judge_window(work, item, rules[item.kind], people)
    return len(open_windows)


def _judge_window(work: Work, item: Bounds, rules: Rules, people: tuple[UUID, ...]) -> None:
    """All rules of one window; touched for the first time it is opened, and judged for the whole county.

    `people` is empty for the county, and then units are judged too; else their verdicts become stale.
    """
    fresh = windows.open_window(work, item)
    of_units = _of_units(rules)
    of_people = [pair for pair in rules if pair not in of_units]
    judge_rules(work, of_people, item, () if fresh else people)
    if not people:
        judge_rules(work, of_units, item, ())
    elif of_units:
        wider.mark(work, item.id_in(work.tenant_id))
    if people != NOBODY:
        events.tell(work, VERDICTS_JUDGED, () if fresh else people, window=item.key, windowKind=item.kind)


def _of_units(rules: Rules) -> Rules:
    return [(policy, rule) for policy, rule in rules if rule.aggregation != "person"]


def judge_rules(work: Work, rules: Rules, item: Bounds, people: tuple[UUID, ...]) -> None:
    """Derive and store the verdicts of rules in one open window; `people` is empty for the county."""
    for together in _together(rules):
        few = 0 < len(people) < MANY
        with nullcontext() if few else bulk(work.session):
            _statement(work, together, item, some=bool(people)).execute(
                work, few=few, people=list(people), moment=work.record()
            )


def _together(rules: Rules) -> list[Rules]:
    return [rules[first : first + TOGETHER] for first in range(0, len(rules), TOGETHER)]


def _statement(work: Work, rules: Rules, item: Bounds, *, some: bool) -> Prepared:
    """The judging of rules in a window, for the county or for some people who are named when it runs.

    It rests on the county's configuration, and on the day as long as the window runs: then today's facts stand in. The
    county's own is not kept, for its building is nothing beside its running.
    """
    key = ("judging", tuple(rule.id for _, rule in rules), item, min(item.ends_on, work.today))
    if not some:
        return prepare(work, _judging(work, rules, item, some=False))
    return work.kept(key, lambda: prepare(work, _judging(work, rules, item, some=True)))


def _judging(work: Work, rules: Rules, item: Bounds, *, some: bool) -> Delete:
    """One statement: the verdicts of those whom a rule no longer concerns go, all others are written."""
    briefs = briefs_of(work, rules, item, NOW, some=some)
    mine = and_(
        Verdict.tenant_id == work.tenant_id,
        Verdict.rule.in_([rule.id for _, rule in rules]),
        Verdict.window_id == item.id_in(work.tenant_id),
    )
    if some:
        # A person's verdicts are found as those that are stored are, by their key.
        mine = and_(mine, given(Verdict.subject_id, PEOPLE))
    gone = delete(Verdict).where(mine)
    if not briefs:
        return gone
    judged = compiler.verdicts(briefs).cte("judged")
    concerned = select(literal(1)).where(
        judged.c.subject_id == Verdict.subject_id, judged.c.rule == Verdict.rule
    )
    return gone.where(~concerned.exists()).add_cte(_upsert(judged).cte("stored"))


def _upsert(judged: Any) -> Any:
    names = [*KEY, "policy", *DERIVED]
    new = insert(Verdict).from_select(
        ["id", *names, "judged_at"],
        select(compiler.verdict_id(judged), *(judged.c[name] for name in names), moment()),
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
    work: Work, rules: Rules, item: Bounds, clocks: Clocks, *, some: bool = False
) -> SelectBase | None:
    """The compiled rules for a window; None where no adoption judges one there.

    For the whole county, or for `some` people: whom, is bound as `people` when it runs.
    """
    judged = (briefs_of(work, together, item, clocks, some=some) for together in _together(rules))
    selects = [compiler.verdicts(briefs) for briefs in judged if briefs]
    return union_all(*selects) if len(selects) > 1 else next(iter(selects), None)
