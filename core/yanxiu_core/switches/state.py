"""Whether a plugin is on."""

from collections.abc import Collection
from uuid import UUID

from yanxiu_core.plugins.errors import PluginDisabled
from yanxiu_core.work import Work


def require_on(work: Work, plugin: str, unit_id: UUID | None = None) -> None:  # noqa: ARG001 - nobody can switch yet
    """Refuse unless the plugin is on in the county, or in this unit. Raises PluginUnknown, PluginDisabled."""
    work.registry.plugin(plugin)


def require_on_in_one(work: Work, plugin: str, units: Collection[UUID] = ()) -> None:
    """Refuse unless the plugin is on in one of the units, or in the county where there are none.

    Raises PluginUnknown, PluginDisabled.
    """
    refusal: PluginDisabled | None = None
    for unit_id in units or (None,):
        try:
            require_on(work, plugin, unit_id)
        except PluginDisabled as error:
            refusal = error
        else:
            return
    if refusal is not None:
        raise refusal
