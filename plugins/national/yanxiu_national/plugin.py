"""Plugin `national`: the public rules of teachers' training."""

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
        name="national",
        title=Text(zh="全员培训学时与学分", en="Hours and credits of all teachers' training"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_policies() -> Sequence[Path]:
    """360 学时 in five years, and the credits of two regions; each for itself to adopt."""
    return [POLICIES / name for name in ("five_years", "yearly_credits", "five_year_credits")]
