"""Which rules an exception concerns: one that is named, or all that are judged of people in a window."""

from yanxiu_core.engine.bounds import Bounds, WindowUnknown
from yanxiu_core.engine.terms import adopted_policies
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.policies.lookup import rule_of
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule
from yanxiu_core.verdicts.sources import bounds_of
from yanxiu_core.work import Work

PERSON = "person"

Concerned = tuple[Policy, Rule, Bounds]
"""A rule with its policy and the dates of the window."""


def concerned(work: Work, rule: str, window: str) -> list[Concerned]:
    """The rule of this id or Chinese title in this window; without one, every rule judged of people there.

    Raises PolicyUnknown, PolicyNotAdopted, WindowUnknown, ObligationInvalid for a rule that is not of people.
    """
    if not rule:
        return _all(work, window)
    titled = [(policy, found) for policy, found in _judged(work) if rule == found.title.zh]
    policy, found = titled[0] if len(titled) == 1 else rule_of(work.registry.policies, rule)
    if found.aggregation != PERSON:
        raise ObligationInvalid(
            f"规则“{found.title.zh}”不判定个人, 不能登记免考核",
            f"The rule {found.id} is not judged of people",
            field="rule",
        )
    bounds = bounds_of(work, policy, found, window)
    if not bounds:
        raise PolicyNotAdopted(
            f"本县没有采用 {policy.id}", f"This county has not adopted {policy.id}", field="rule"
        )
    return [(policy, found, bounds[0])]


def _all(work: Work, window: str) -> list[Concerned]:
    found: list[Concerned] = []
    for policy, rule in _judged(work):
        try:
            found.extend((policy, rule, bounds) for bounds in bounds_of(work, policy, rule, window)[:1])
        except WindowUnknown:
            continue
    if not found:
        raise WindowUnknown(
            f"没有在时段“{window}”判定个人的规则; 请核对时段, 如 2025、2024-2025, 或先由县局发布",
            f"No rule is judged of people in the window {window!r}; check it, or publish it first",
            field="window",
        )
    return found


def _judged(work: Work) -> list[tuple[Policy, Rule]]:
    return [
        (policy, rule)
        for policy in adopted_policies(work)
        for rule in policy.judged
        if rule.aggregation == PERSON
    ]
