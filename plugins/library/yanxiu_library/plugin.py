"""Plugin `library`: policies drawn from study plans, for counties and schools to adopt or to start from."""

from collections.abc import Sequence
from pathlib import Path

from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text

POLICIES = Path(__file__).parent / "policies"


@hookimpl
def yanxiu_plugin() -> Plugin:
    """Who this is."""
    return Plugin(
        name="library",
        title=Text(zh="规则库", en="Rule library"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_policies() -> Sequence[Path]:
    """Every folder of `policies/` that holds a policy, by name."""
    return sorted(file.parent for file in POLICIES.glob("*/policy.yaml"))
