"""Plugin `shaanxi`: the policies of Shaanxi's districts."""

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
        name="shaanxi",
        title=Text(zh="陕西学时规则", en="Hour rules of Shaanxi"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_policies() -> Sequence[Path]:
    """榆阳: 40 学时 in a calendar year, and the plan of five years around it; 榆林: points; 汉阴; schools' own tables."""
    return [POLICIES / name for name in ("yuyang", "yuyang_plan", "yulin_points", "hanyin", "school_table")]
