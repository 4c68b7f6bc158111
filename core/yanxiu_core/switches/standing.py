"""How every installed plugin stands in a county or a unit: on, off, failed, waiting for its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yanxiu_core.errors import DomainError
from yanxiu_core.events import service as events
from yanxiu_core.migrations.plugins import pending
from yanxiu_core.plugins.calling import attempt
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.tables import TABLES, revisions
from yanxiu_core.switches.state import is_on, settings_of
from yanxiu_core.work import Work

ENABLED, DISABLED, FAILED = "enabled", "disabled", "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A plugin of the registry, or (`plugin` is None) the entry point of one that could not be loaded.

    `settings` are the values in force, defaults included; `busy` counts its calls that were given up and still run,
    `parked` its reactions to events of this county that were given up and wait to be tried again.
    """

    name: str
    state: str
    plugin: Plugin | None = None
    failure: str | None = None
    settings: Mapping[str, Any] | None = None
    pending: tuple[str, ...] = ()
    busy: int = 0
    parked: int = 0


def standings(work: Work, unit_id: UUID | None = None) -> list[Standing]:
    """All plugins by name, as they stand in the unit (without one: on anywhere in the county)."""
    parked = events.parked(work)
    loaded = [
        _standing(work, plugin, unit_id, parked.get(plugin.name, 0))
        for plugin in work.registry.plugins.values()
    ]
    failed = [
        Standing(name, FAILED, failure=failure)
        for name, failure in work.registry.failures.items()
        if name not in work.registry.plugins
    ]
    return sorted([*loaded, *failed], key=lambda standing: standing.name)


def standing(work: Work, name: str, unit_id: UUID | None = None) -> Standing:
    """One plugin. Raises PluginUnknown."""
    return _standing(work, work.registry.plugin(name), unit_id, events.parked(work).get(name, 0))


def _standing(work: Work, plugin: Plugin, unit_id: UUID | None, parked: int) -> Standing:
    failure = work.registry.failures.get(plugin.name)
    on = ENABLED if is_on(work, plugin.name, unit_id) else DISABLED
    state = FAILED if failure else on
    settings = None
    if plugin.settings is not None:
        try:
            settings = attempt(work, plugin.name, "settings", lambda own: _values(own, plugin.name, unit_id))
        except DomainError as error:  # its model's own code; the plugin and all others are shown all the same
            failure = failure or error.message(work.language)
    busy = work.registry.calls.busy(plugin.name)
    return Standing(
        plugin.name, state, plugin, failure, settings, pending_of(work, plugin.name), busy, parked
    )


def _values(work: Work, plugin: str, unit_id: UUID | None) -> dict[str, Any]:
    values: dict[str, Any] = settings_of(work, plugin, unit_id).model_dump(mode="json")
    return values


def pending_of(work: Work, plugin: str) -> tuple[str, ...]:
    """The revisions of the plugin's tables that `yanxiu migrate` has not applied yet."""
    owned = next((each.thing for each in work.registry.of(TABLES).values() if each.plugin == plugin), None)
    if owned is None:
        return ()
    known = work.registry.memory.kept(("revisions", plugin), lambda: revisions(owned))
    return pending(work.session, plugin, known)
