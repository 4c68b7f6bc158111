"""Policies as plugins bring them: folders."""

from dataclasses import dataclass
from pathlib import Path

from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Text


@dataclass(frozen=True, slots=True)
class PolicyFolder:
    """A policy, and the folder that its files lie in."""

    policy: Policy
    folder: Path


def _load(folder: Path) -> PolicyFolder:
    return PolicyFolder(load_policy(Path(folder)), Path(folder))


def _names(found: PolicyFolder) -> list[str]:
    # Verdicts are kept by rule, so a rule's id is one over all policies.
    return [found.policy.id, *(rule.id for rule in found.policy.rules)]


POLICIES = Part(
    hook="yanxiu_policies",
    kind=PolicyFolder,
    title=Text(zh="策略或规则", en="policy or rule"),
    names=_names,
    prepare=_load,
)
