"""Find a rule by its catalogue id."""

from collections.abc import Mapping
from difflib import get_close_matches

from yanxiu_core.policies.errors import PolicyUnknown
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule

FEW = 5


def rule_of(policies: Mapping[str, Policy], rule_id: str) -> tuple[Policy, Rule]:
    """The rule with its policy, among those installed. Raises PolicyUnknown with the judged rules that it may be."""
    for policy in policies.values():
        rule = policy.rule(rule_id)
        if rule is not None:
            return policy, rule
    judged = [rule.id for policy in policies.values() for rule in policy.judged]
    near = "、".join(get_close_matches(rule_id, judged, n=FEW, cutoff=0.3)) or "(无)"
    raise PolicyUnknown(
        f"没有规则 {rule_id}; 可判的规则中相近的: {near}; 全部规则见 yanxiu rules 或接口 policies",
        f"No rule {rule_id}; near it are: {near}; `yanxiu rules` and field `policies` list all",
        field="rule",
    )
