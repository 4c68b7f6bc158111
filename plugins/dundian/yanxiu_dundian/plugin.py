"""Plugin `dundian`: what researchers do who stay at schools (蹲点)."""

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
        name="dundian",
        title=Text(zh="教研员蹲点规则", en="Researchers at schools"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_policies() -> Sequence[Path]:
    """庆安: a month at two schools in every semester, with lessons, lectures and writing; months at a school in five years."""
    return [POLICIES / name for name in ("qingan", "school_service")]
