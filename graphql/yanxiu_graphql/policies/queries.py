"""Root field `rules`: from the registry, without the database."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Cap
from yanxiu_core.policies.rule import Rule as PolicyRule
from yanxiu_core.policies.rule import RuleVersion as PolicyRuleVersion
from yanxiu_core.verdicts.sources import policy_of
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.policies.types import Rule


def _rules(info: Info[RequestContext, None], *, policy: str | None = None) -> list[dict[str, Any]]:
    work = info.context.work
    require_some(work, Permission.POLICIES_READ)
    policies = [policy_of(work, policy)] if policy else list(work.registry.policies.values())
    return [
        _rule(item, rule, work.registry.policy_plugins[item.id], work.language)
        for item in policies
        for rule in item.rules
    ]


def _rule(policy: Policy, rule: PolicyRule, plugin: str, language: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title.to(language),
        "policy": policy.id,
        "plugin": plugin,
        "strength": rule.strength.value,
        "state": rule.state.value,
        "reason": rule.reason.to(language) if rule.reason else None,
        "unit": rule.unit,
        "versions": [_version(version) for version in rule.versions],
    }


def _version(version: PolicyRuleVersion) -> dict[str, Any]:
    return {
        "valid_from": version.valid_from,
        "threshold": version.threshold.value,
        "unit": version.threshold.unit,
        "instead": [
            {
                "facts": [test.fact for test in item.all],
                "threshold": item.threshold.value,
                "unit": item.threshold.unit,
            }
            for item in version.instead
        ],
        "window": version.window.value,
        "source": {"document": version.source.document, "clause": version.source.clause},
        "caps": [_cap(cap) for cap in version.caps],
    }


def _cap(cap: Cap) -> dict[str, Any]:
    return {
        "per": cap.per,
        "only": list(cap.only),
        "besides": list(cap.besides),
        "limit": cap.limit.value,
        "unit": cap.limit.unit,
    }


@strawberry.type
class RuleQuery:
    """`rules`."""

    rules: list[Rule] | None = root(
        _rules,
        "规则。The rules of the installed policies. Needs `policies.read`.",
        argument("policy", str | None, "策略。Only of this policy, by its id."),
    )
