"""Find a rule by its catalogue id."""

from collections.abc import Mapping

from yanxiu_core.policies.errors import PolicyUnknown
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule


def rule_of(policies: Mapping[str, Policy], rule_id: str) -> tuple[Policy, Rule]:
    """The rule with its policy, among those installed. Raises PolicyUnknown with the rules that are judged."""
    for policy in policies.values():
        rule = policy.rule(rule_id)
        if rule is not None:
            return policy, rule
    known = "、".join(rule.id for policy in policies.values() for rule in policy.judged) or "(无)"
    raise PolicyUnknown(
        f"没有规则 {rule_id}; 可判的规则: {known}", f"No rule {rule_id}; judged rules: {known}", field="rule"
    )
