"""Where the verdicts of a policy and window come from: stored, or derived for another day or moment."""

from datetime import date, datetime

from sqlalchemy import FromClause, select, union_all

from yanxiu_core.calendars.models import Window
from yanxiu_core.calendars.repository import open_windows
from yanxiu_core.engine.bounds import Bounds, WindowUnknown, knows, resolve
from yanxiu_core.engine.briefs import Rules
from yanxiu_core.engine.judge import Clocks
from yanxiu_core.engine.terms import adopted_policies, window_kinds
from yanxiu_core.policies.errors import PolicyNotAdopted, PolicyUnknown
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule
from yanxiu_core.verdicts.rows import STORED, Rows, derived
from yanxiu_core.work import Work


def policy_of(work: Work, policy_id: str) -> Policy:
    """The installed policy. Raises PolicyUnknown with those there are."""
    policy = work.registry.policies.get(policy_id)
    if policy is None:
        known = "、".join(work.registry.policies) or "(无)"
        raise PolicyUnknown(
            f"没有策略 {policy_id}; 已安装: {known}",
            f"No policy {policy_id}; installed: {known}",
            field="policy",
        )
    return policy


def verdict_rows(
    work: Work, policy_id: str, window: str, *, as_of: date | None = None, known_at: datetime | None = None
) -> FromClause:
    """The verdicts of a policy in a window: the stored ones if it is open and neither clock is set, else derived now.

    Raises PolicyUnknown, PolicyNotAdopted, WindowUnknown, and Invalid for a moment that lies ahead.
    """
    if as_of is None and known_at is None and is_open(work, policy_id, window):
        return stored_rows(work, policy_id, window)
    return derived_rows(work, policy_id, window, Clocks(as_of, known_at))


def stored_rows(work: Work, policy_id: str, window: str) -> FromClause:
    """The stored verdicts of a policy in a window; none where the window is not open."""
    policy_of(work, policy_id)
    conditions = (
        STORED.c.tenant_id == work.tenant_id,
        STORED.c.policy == policy_id,
        STORED.c.window_key == window,
    )
    return select(*STORED.c).where(*conditions).subquery("verdict_rows")


def is_open(work: Work, policy_id: str, window: str) -> bool:
    """Whether the policy's verdicts in this window are stored."""
    policy = policy_of(work, policy_id)
    kinds = {kind for rule in policy.judged for kind in window_kinds(work, policy, rule)}
    found = select(Window.id).where(
        Window.tenant_id == work.tenant_id, Window.key == window, Window.kind.in_(kinds)
    )
    return bool(work.session.scalar(select(found.exists())))


def wholly_open(work: Work, policy: Policy, window: str) -> bool:
    """Whether every window of this key in which the policy judges is open: two kinds may have one key."""
    known = {(each.kind, each.key) for each in open_windows(work).values()}
    kinds = {kind for rule in policy.judged for kind in window_kinds(work, policy, rule)}
    asked = {(kind, window) for kind in kinds if knows(work, kind, window)}
    return bool(asked) and asked <= known


def is_stored(work: Work, policy_id: str | None, window: str) -> bool:
    """Whether what the adopted policies, or the one of these, say of people in a window with this key is all stored.

    A policy that knows no window of this key has nothing to say; of one that does it is stored while one is open.
    """
    known = {(each.kind, each.key) for each in open_windows(work).values()}
    for policy in adopted_policies(work):
        if policy_id not in {None, policy.id}:
            continue
        rules = [rule for rule in policy.judged if rule.aggregation == "person"]
        kinds = {kind for rule in rules for kind in window_kinds(work, policy, rule)}
        if not any((kind, window) in known for kind in kinds) and any(
            knows(work, kind, window) for kind in kinds
        ):
            return False
    return True


def derived_rows(
    work: Work, policy_id: str, window: str, clocks: Clocks, only: str | None = None
) -> FromClause:
    """The rules run now, for a day and a moment, by the compiled SQL that judges; `only` the rule of this id."""
    policy = policy_of(work, policy_id)
    if clocks.known_at is not None:
        work.settled(clocks.known_at)
    found, unknown = derivations(work, policy, window, clocks, only)
    if not found and unknown is not None:
        raise unknown
    if not found:
        raise PolicyNotAdopted(
            f"本县没有采用 {policy_id}，或它在“{window}”没有可判的规则",
            f"This county has not adopted {policy_id}, or it has no rule to judge in {window}",
            field="policy",
        )
    return (found[0] if len(found) == 1 else union_all(*found)).subquery("verdict_rows")


def derivations(
    work: Work, policy: Policy, window: str, clocks: Clocks, only: str | None = None, *, some: bool = False
) -> tuple[list[Rows], WindowUnknown | None]:
    """The rules of a policy run now, for each window of this key in which some are judged.

    A policy may have rules for semesters and for years: those whose windows have other keys are not asked for; the
    last of these is told. `some` as in `rows.derived`.
    """
    rules: dict[Bounds, Rules] = {}
    unknown: WindowUnknown | None = None
    for rule in (item for item in policy.judged if only is None or item.id == only):
        try:
            for bounds in bounds_of(work, policy, rule, window):
                rules.setdefault(bounds, []).append((policy, rule))
        except WindowUnknown as error:
            unknown = error
    rows = (derived(work, judged, bounds, clocks, some=some) for bounds, judged in rules.items())
    return [item for item in rows if item is not None], unknown


def bounds_of(work: Work, policy: Policy, rule: Rule, window: str) -> list[Bounds]:
    """The windows with this key in which the rule is judged somewhere.

    Raises WindowUnknown when none of its kinds of window knows the key.
    """
    found: list[Bounds] = []
    failure: WindowUnknown | None = None
    for kind in sorted(window_kinds(work, policy, rule)):
        try:
            found.append(resolve(work, kind, window))
        except WindowUnknown as error:
            failure = error
    if failure is not None and not found:
        raise failure
    return found
