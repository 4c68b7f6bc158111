"""Whether a plugin is on."""

from uuid import UUID

from yanxiu_core.work import Work


def require_on(work: Work, plugin: str, unit_id: UUID | None = None) -> None:  # noqa: ARG001 - nobody can switch yet
    """Refuse unless the plugin is on in the county, or in this unit. Raises PluginUnknown, PluginDisabled."""
    work.registry.plugin(plugin)
