"""Where the verdicts of a policy and window come from: stored, or derived for another day or moment."""

from datetime import date, datetime

from sqlalchemy import FromClause, select, union_all

from yanxiu_core.calendars.models import Window
from yanxiu_core.engine.bounds import WindowUnknown, resolve
from yanxiu_core.engine.judge import Clocks
from yanxiu_core.engine.terms import adoptions, window_kinds
from yanxiu_core.policies.errors import PolicyNotAdopted, PolicyUnknown
from yanxiu_core.policies.model import Policy, Rule
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
    work: Work,
    policy_id: str,
    window: str,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> FromClause:
    """The verdicts of a policy in a window.

    Stored ones when the window is open and neither clock is set; else the rules are run now, for that day and moment,
    by the same compiled SQL. Raises PolicyUnknown, PolicyNotAdopted, WindowUnknown.
    """
    policy = policy_of(work, policy_id)
    if as_of is None and known_at is None and _is_open(work, window):
        return (
            select(*STORED.c)
            .where(
                STORED.c.tenant_id == work.tenant_id,
                STORED.c.policy == policy_id,
                STORED.c.window_key == window,
            )
            .subquery("verdict_rows")
        )
    clocks = Clocks(as_of, known_at)
    selects = [item for rule in policy.judged for item in _derived(work, policy, rule, window, clocks)]
    if not selects:
        raise PolicyNotAdopted(
            f"本县没有采用 {policy_id}, 或它在“{window}”没有可判的规则",
            f"This county has not adopted {policy_id}, or it has no rule to judge in {window}",
            field="policy",
        )
    return (selects[0] if len(selects) == 1 else union_all(*selects)).subquery("verdict_rows")


def _is_open(work: Work, window: str) -> bool:
    found = select(Window.id).where(Window.tenant_id == work.tenant_id, Window.key == window).exists()
    return bool(work.session.scalar(select(found)))


def _derived(work: Work, policy: Policy, rule: Rule, window: str, clocks: Clocks) -> list[Rows]:
    """The rule in each kind of window that is judged somewhere and has this key.

    Raises WindowUnknown when it is judged somewhere, but in no kind of window that knows the key.
    """
    adopted = adoptions(work, policy.id, clocks.as_of or work.today, clocks.known_at)
    selects: list[Rows] = []
    failure: WindowUnknown | None = None
    for kind in sorted(window_kinds(rule.versions[-1], adopted)):
        try:
            rows = derived(work, policy, rule, resolve(work, kind, window), clocks)
        except WindowUnknown as error:
            failure = error
            continue
        if rows is not None:
            selects.append(rows)
    if failure is not None and not selects:
        raise failure
    return selects
