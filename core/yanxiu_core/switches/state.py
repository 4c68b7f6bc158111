"""Whether a plugin is on, and where: read in the caller's transaction, so that a switch holds at once for everybody.

Where a unit or any above it has decided "off", it is off: nobody below overrules that. Else it is on where one of them
has decided "on", and where none has decided it is as the plugin says of itself. A plugin of level `tenant` is decided
at the county's root alone; one of level `instance` is on where it is installed. Wherever a plugin that it needs is off,
it is off as well, whoever has decided what.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, func, not_, select, text

from yanxiu_core.org_units.repository import root_id
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.errors import PluginDisabled
from yanxiu_core.reads.guards import within
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.work import Work

# The decisions below the root, each carried down to all units below; one "off" is enough.
_BELOW = text(
    """
    WITH RECURSIVE decided AS (
        SELECT unit_id, enabled FROM plugin_switches
        WHERE tenant_id = :tenant AND plugin = :plugin AND superseded_at IS NULL AND enabled IS NOT NULL
    ), tree AS (
        SELECT unit_id, enabled FROM decided WHERE unit_id <> :root
        UNION
        SELECT e.unit_id, t.enabled FROM tree t
        JOIN org_edges e ON e.tenant_id = :tenant AND e.parent_id = t.unit_id AND e.structure = 'management'
            AND e.superseded_at IS NULL AND e.valid_from <= :today
        WHERE NOT EXISTS (
            SELECT FROM org_edges l WHERE l.tenant_id = :tenant AND l.unit_id = e.unit_id
                AND l.structure = 'management' AND l.superseded_at IS NULL
                AND l.valid_from > e.valid_from AND l.valid_from <= :today)
    )
    SELECT unit_id, bool_and(enabled) FROM tree GROUP BY unit_id
    """
)

_ABOVE = text(
    """
    WITH RECURSIVE above AS (
        SELECT CAST(:unit AS uuid) AS unit_id, 0 AS height
        UNION ALL
        SELECT p.parent_id, a.height + 1 FROM above a CROSS JOIN LATERAL (
            SELECT parent_id FROM org_edges
            WHERE tenant_id = :tenant AND unit_id = a.unit_id AND structure = 'management'
              AND superseded_at IS NULL AND valid_from <= :today
            ORDER BY valid_from DESC LIMIT 1) p
        WHERE a.height < 20
    )
    SELECT unit_id FROM above ORDER BY height DESC
    """
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a plugin is on: everywhere but in `units`, or nowhere but in them."""

    everywhere: bool
    units: frozenset[UUID] = frozenset()

    @property
    def nowhere(self) -> bool:
        """Whether no unit of the county has it on."""
        return not self.everywhere and not self.units

    def covers(self, unit_id: UUID) -> bool:
        """Whether it is on in this unit."""
        return (unit_id in self.units) != self.everywhere

    def __and__(self, other: "Where") -> "Where":
        """Where both are on."""
        if self.everywhere and other.everywhere:
            return Where(everywhere=True, units=self.units | other.units)
        if self.everywhere:
            return other & self
        return Where(everywhere=False, units=frozenset(filter(other.covers, self.units)))

    def condition(self, unit: ColumnElement[UUID]) -> ColumnElement[bool] | None:
        """The condition on rows of a unit, or none where it is on everywhere."""
        if self.everywhere and not self.units:
            return None
        inside = func.coalesce(within(unit, self.units), False)  # a row of no unit is the county's
        return not_(inside) if self.everywhere else inside


@dataclass(frozen=True, slots=True)
class Decided:
    """A unit's own decision and settings."""

    enabled: bool | None
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Switches:
    """All present switches of the tenant, by plugin and unit."""

    root: UUID
    rows: Mapping[str, Mapping[UUID, Decided]]

    def of(self, plugin: str) -> Mapping[UUID, Decided]:
        """The decisions about a plugin."""
        return self.rows.get(plugin, {})


def present(work: Work) -> Switches:
    """The switches as this transaction sees them; read once, and again once one of them was changed in it."""
    return work.kept("switches", lambda: _present(work))


def _present(work: Work) -> Switches:
    rows: dict[str, dict[UUID, Decided]] = {}
    for plugin, unit, enabled, settings in work.session.execute(
        select(PluginSwitch.plugin, PluginSwitch.unit_id, PluginSwitch.enabled, PluginSwitch.settings).where(
            PluginSwitch.tenant_id == work.tenant_id, PluginSwitch.superseded_at.is_(None)
        )
    ):
        rows.setdefault(plugin, {})[unit] = Decided(enabled, settings)
    return Switches(root_id(work) if rows else work.tenant_id, rows)


def where_on(work: Work, plugin: str) -> Where:
    """Where the plugin is on in this county, and all that it needs. Raises PluginUnknown."""
    declared = work.registry.plugin(plugin)
    return reduce(and_, (where_on(work, need.plugin) for need in declared.needs), _decided(work, declared))


def _decided(work: Work, declared: Plugin) -> Where:
    """Where the switches say that it is on."""
    if declared.level == "instance":
        return Where(everywhere=True)
    switches = present(work)
    rows = switches.of(declared.name)
    own = rows[switches.root].enabled if switches.root in rows else None
    everywhere = declared.starts_on if own is None else own
    if (
        own is False
        or declared.level == "tenant"
        or all(row.enabled in {None, everywhere} for unit, row in rows.items() if unit != switches.root)
    ):
        return Where(everywhere)
    found = work.session.execute(
        _BELOW,
        {"tenant": work.tenant_id, "plugin": declared.name, "root": switches.root, "today": work.today},
    )
    return Where(everywhere, frozenset(unit for unit, enabled in found if enabled != everywhere))


def decided_above(work: Work, plugin: str, unit_id: UUID) -> bool | None:
    """What the units above this one have decided: off where one of them says so, None where all are silent."""
    switches = present(work)
    rows = switches.of(plugin)
    if unit_id == switches.root or not rows:
        return None
    found = {rows[unit].enabled for unit in _line(work, unit_id) if unit in rows and unit != unit_id} - {None}
    return all(found) if found else None


def is_on(work: Work, plugin: str, unit_id: UUID | None = None) -> bool:
    """Whether the plugin is on in this unit, or (without one) anywhere in the county. Raises PluginUnknown."""
    where = where_on(work, plugin)
    return where.covers(unit_id) if unit_id is not None else not where.nowhere


def require_on(work: Work, plugin: str, unit_id: UUID | None = None) -> None:
    """Refuse where `is_on` says no. Raises PluginUnknown, PluginDisabled."""
    if not is_on(work, plugin, unit_id):
        raise disabled(work, plugin)


def require_on_in_one(work: Work, plugin: str, units: Collection[UUID] = ()) -> None:
    """Refuse unless the plugin is on in one of the units, or in the county where there are none.

    Raises PluginUnknown, PluginDisabled.
    """
    if not any(is_on(work, plugin, unit_id) for unit_id in units or (None,)):
        raise disabled(work, plugin)


def disabled(work: Work, plugin: str) -> PluginDisabled:
    """The refusal, for whoever finds that the plugin is off for a row."""
    title = work.registry.plugin(plugin).title
    return PluginDisabled(
        f"插件“{title.zh}”({plugin})在这里没有启用; 请管理员启用后再试, 已有数据都保留着",
        f"The plugin {title.en} ({plugin}) is off here; ask an administrator to enable it, its data are kept",
        plugin=plugin,
    )


def settings_of(work: Work, plugin: str, unit_id: UUID | None = None) -> Any:
    """The plugin's settings in a unit (without one: in the county), as its own model; None where it has none."""
    model = work.registry.plugin(plugin).settings
    return None if model is None else fitted(model, merged_settings(work, plugin, unit_id))


def fitted(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """The settings, without those that an older version of the plugin took and this one does not any more."""
    kept = {name: value for name, value in values.items() if name in model.model_fields}
    try:
        return model.model_validate(kept)
    except ValidationError as error:
        wrong = {part["loc"][0] for part in error.errors() if part["loc"]}
        return model.model_validate({name: value for name, value in kept.items() if name not in wrong})


def merged_settings(work: Work, plugin: str, unit_id: UUID | None) -> dict[str, Any]:
    """What is set from the county down to the unit, the nearest winning."""
    switches = present(work)
    rows = switches.of(plugin)
    line = [switches.root]
    if unit_id is not None and any(unit != switches.root and row.settings for unit, row in rows.items()):
        line = _line(work, unit_id)
    found: dict[str, Any] = {}
    for unit in line:
        if unit in rows:
            found |= rows[unit].settings
    return found


def _line(work: Work, unit_id: UUID) -> list[UUID]:
    """The units from the county's root down to this one."""
    values = {"unit": unit_id, "tenant": work.tenant_id, "today": work.today}
    return list(work.session.scalars(_ABOVE, values))
