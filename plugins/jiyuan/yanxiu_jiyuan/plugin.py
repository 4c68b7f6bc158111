"""Plugin `jiyuan`: the audited hours of Jiyuan."""

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
        name="jiyuan",
        title=Text(zh="济源学时审核规则", en="Audited hours of Jiyuan"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_policies() -> Sequence[Path]:
    """济源: 72 学时 from 1 July to 30 May."""
    return [POLICIES / "audit"]
