"""Switch plugins on and off and set them, for a county or for a unit below it. Every switch is a new row."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import PLUGIN_DISABLED, PLUGIN_ENABLED
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.plugins.calling import attempt
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.switches.errors import PluginSettingsInvalid, SwitchRefused
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.switches.standing import pending_of
from yanxiu_core.switches.state import decided_above, is_on, merged_settings, present
from yanxiu_core.work import Work


def enable(work: Work, plugin: str, unit_id: UUID | None = None) -> PluginSwitch:
    """Switch a plugin on for a unit and all below it that have not switched it off; the county by default.

    Raises PluginUnknown, NotFound, Forbidden, and SwitchRefused where its level, a unit above, another plugin that it
    needs or tables that are not there yet forbid it.
    """
    declared, unit = _allowed(work, plugin, unit_id)
    if decided_above(work, plugin, unit) is False:
        raise SwitchRefused(
            f"插件 {plugin} 已由上级停用, 下级不能自行启用; 请先由上级启用",
            f"Plugin {plugin} is switched off above this unit; it is to be enabled there first",
            field="plugin",
        )
    for need in declared.needs:
        if not is_on(work, need.plugin, unit):
            raise SwitchRefused(
                f"插件 {plugin} 需要 {need.plugin}, 而它在这里没有启用; 请先启用 {need.plugin}",
                f"Plugin {plugin} needs {need.plugin}, which is off here; enable {need.plugin} first",
                field="plugin",
            )
    lacking = pending_of(work, plugin)
    if lacking:
        raise SwitchRefused(
            f"插件 {plugin} 的数据表还没有建好({'、'.join(lacking)}); 请平台操作员先运行 yanxiu migrate",
            f"The tables of plugin {plugin} are not there yet ({', '.join(lacking)}); the operator runs yanxiu migrate",
            field="plugin",
        )
    return _decide(work, "plugin.enable", plugin, unit, enabled=True)


def disable(work: Work, plugin: str, unit_id: UUID | None = None) -> PluginSwitch:
    """Switch a plugin off for a unit and all below it, whatever they decided. Its data stay as they are.

    Raises PluginUnknown, NotFound, Forbidden, and SwitchRefused while an adopted policy or another plugin rests on it:
    verdicts that nobody derives any more would look like verdicts that hold.
    """
    _, unit = _allowed(work, plugin, unit_id)
    _refuse_rested_on(work, plugin, unit)
    return _decide(work, "plugin.disable", plugin, unit, enabled=False)


def reset(work: Work, plugin: str, unit_id: UUID | None = None) -> PluginSwitch | None:
    """Take back what a unit decided: it follows the unit above again, the county the plugin's default. Settings stay.

    None where it has not decided anything. Raises as `disable` does where this would switch the plugin off.
    """
    declared, unit = _allowed(work, plugin, unit_id)
    own = present(work).of(plugin).get(unit)
    if own is None:
        return None
    was = is_on(work, plugin, unit)
    above = decided_above(work, plugin, unit)
    if was and not (declared.starts_on if above is None else above):
        _refuse_rested_on(work, plugin, unit)
    switch = _decide(work, "plugin.reset", plugin, unit, enabled=None)
    now = is_on(work, plugin, unit)
    if now != was:
        events.tell(work, PLUGIN_ENABLED if now else PLUGIN_DISABLED, [unit], plugin=plugin)
    return switch


def configure(
    work: Work, plugin: str, settings: Mapping[str, Any], unit_id: UUID | None = None
) -> PluginSwitch:
    """Set a plugin for a unit and all below it: what is not named is as above, or the plugin's own default.

    Raises PluginUnknown, PluginSettingsInvalid naming the setting, SwitchRefused, NotFound, Forbidden, and PluginFailed or
    PluginStalled where the plugin's own model does not do.
    """
    declared, unit = _allowed(work, plugin, unit_id)
    found = attempt(work, plugin, "settings", lambda own: _checked(own, declared, settings, unit))
    return _decide(work, "plugin.configure", plugin, unit, settings=found)


def _allowed(work: Work, name: str, unit_id: UUID | None) -> tuple[Plugin, UUID]:
    """The plugin and the unit, if it may be switched there by this actor; the tenant's moment is taken."""
    plugin = work.registry.plugin(name)
    root = root_id(work)
    unit = unit_id or root
    work.require(Permission.PLUGINS_WRITE, None if unit == root else unit)
    if plugin.operator_only and work.actor.kind != "operator":
        raise Forbidden(
            f"插件 {name} 只能由平台操作员启用、停用或设置",
            f"Plugin {name} can be switched and set by the platform's operator alone",
        )
    if plugin.level == "instance":
        raise SwitchRefused(
            f"插件 {name} 对整个系统有效, 不能按县开关; 由平台操作员安装或卸载",
            f"Plugin {name} is for the whole instance; the operator installs or removes it",
            field="plugin",
        )
    if plugin.level == "tenant" and unit != root:
        raise SwitchRefused(
            f"插件 {name} 只能对全县开关, 不能对一个单位",
            f"Plugin {name} is switched for the whole county, not for a unit",
            field="unitId",
        )
    work.record()
    if work.session.get(OrgUnit, (work.tenant_id, unit)) is None:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    return plugin, unit


def _decide(work: Work, command: str, plugin: str, unit: UUID, **changes: Any) -> PluginSwitch:
    """The new row, or the present one where it says so already."""
    before = superseding.present(work.session, PluginSwitch, work.tenant_id, plugin=plugin, unit_id=unit)
    kept = (
        {"enabled": before.enabled, "settings": before.settings}
        if before
        else {"enabled": None, "settings": {}}
    )
    if before is not None and kept == kept | changes:
        return before
    recorded_at = work.record()
    superseding.close(work.session, before, recorded_at)
    switch = PluginSwitch(
        tenant_id=work.tenant_id,
        plugin=plugin,
        unit_id=unit,
        actor_kind=work.actor.kind,
        actor_name=work.actor.name,
        recorded_at=recorded_at,
        **(kept | changes),
    )
    work.session.add(switch)
    work.session.flush()
    audit.record(
        work,
        command,
        counts={"switches": 1},
        rows=[(switch.id, plugin, unit, switch.enabled, switch.settings)],
        detail={"plugin": plugin},
    )
    if changes.get("enabled") is not None:
        events.tell(work, PLUGIN_ENABLED if switch.enabled else PLUGIN_DISABLED, [unit], plugin=plugin)
    return switch


def _refuse_rested_on(work: Work, plugin: str, unit: UUID) -> None:
    _refuse_adopted(work, plugin)
    for other in work.registry.plugins.values():
        if any(need.plugin == plugin for need in other.needs) and is_on(work, other.name, unit):
            raise SwitchRefused(
                f"插件 {other.name} 需要 {plugin}; 请先停用 {other.name}",
                f"Plugin {other.name} needs {plugin}; disable {other.name} first",
                field="plugin",
            )


def _refuse_adopted(work: Work, plugin: str) -> None:
    policies = [policy for policy, owner in work.registry.policy_plugins.items() if owner == plugin]
    adopted = work.session.scalars(
        select(Adoption.policy)
        .where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.policy.in_(policies),
            Adoption.superseded_at.is_(None),
            or_(Adoption.valid_to.is_(None), Adoption.valid_to >= work.today),
        )
        .distinct()
        .order_by(Adoption.policy)
    ).all()
    if adopted:
        names = "、".join(adopted)
        raise SwitchRefused(
            f"本县正在采用此插件的策略 {names}; 请先停用这些策略(写明最后一天和依据), 再停用插件",
            f"Policies of this plugin are adopted here: {', '.join(adopted)}; retire them first",
            field="plugin",
        )


def _checked(work: Work, plugin: Plugin, given: Mapping[str, Any], unit: UUID) -> dict[str, Any]:
    """The given settings as JSON, each valid together with those from above."""
    model = plugin.settings
    known = model.model_fields if model else {}
    for name in given:
        if name not in known:
            raise PluginSettingsInvalid(
                f"插件 {plugin.name} 没有设置 {name}; 可设: {'、'.join(known) or '(无)'}",
                f"Plugin {plugin.name} has no setting {name}; there are: {', '.join(known) or '(none)'}",
                field=f"settings.{name}",
            )
    if model is None:
        return {}
    above = {
        key: value for key, value in merged_settings(work, plugin.name, unit).items() if key not in given
    }
    try:
        found = model.model_validate({**above, **given})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise PluginSettingsInvalid(
            f"插件 {plugin.name} 的设置 {where} 不能取这个值: {first['msg']}",
            f"Setting {where} of plugin {plugin.name} cannot have this value: {first['msg']}",
            field=f"settings.{where}" if where else "settings",
        ) from error
    return found.model_dump(mode="json", include=set(given))
