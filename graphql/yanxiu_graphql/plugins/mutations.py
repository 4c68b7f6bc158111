"""Mutations of plugins: `pluginEnable`, `pluginDisable`, `pluginReset`, `pluginConfigure`, `pluginRetry`."""

from uuid import UUID

import strawberry

from yanxiu_core.events import service as events
from yanxiu_core.switches import service
from yanxiu_core.switches.errors import PluginSettingsInvalid
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.switches.standing import standing
from yanxiu_core.work import Work
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.plugins.inputs import (
    PluginConfigureInput,
    PluginConfigurePayload,
    PluginDisableInput,
    PluginDisablePayload,
    PluginEnableInput,
    PluginEnablePayload,
    PluginErrorCode,
    PluginResetInput,
    PluginResetPayload,
    PluginRetryInput,
    PluginRetryPayload,
)
from yanxiu_graphql.plugins.showing import shown, unit_of


def _payload(work: Work, plugin: str, switch: PluginSwitch | None, unit: UUID | None) -> Payload:
    return {
        "plugin": shown(standing(work, plugin, unit), work),
        "switch": Changed("PluginSwitch", switch.id) if switch else None,
    }


def _enable(request: RequestContext, given: PluginEnableInput) -> Payload:
    unit = unit_of(given.unit_id)
    switch = service.enable(request.work, given.plugin, unit)
    return _payload(request.work, given.plugin, switch, unit)


def _disable(request: RequestContext, given: PluginDisableInput) -> Payload:
    unit = unit_of(given.unit_id)
    switch = service.disable(request.work, given.plugin, unit)
    return _payload(request.work, given.plugin, switch, unit)


def _reset(request: RequestContext, given: PluginResetInput) -> Payload:
    unit = unit_of(given.unit_id)
    switch = service.reset(request.work, given.plugin, unit)
    return _payload(request.work, given.plugin, switch, unit)


def _configure(request: RequestContext, given: PluginConfigureInput) -> Payload:
    if not isinstance(given.settings, dict):
        raise PluginSettingsInvalid(
            "settings 应为键值对象", "settings must be an object of names and values", field="settings"
        )
    unit = unit_of(given.unit_id)
    switch = service.configure(request.work, given.plugin, given.settings, unit)
    return _payload(request.work, given.plugin, switch, unit)


def _retry(request: RequestContext, given: PluginRetryInput) -> Payload:
    return {"retried": events.retry(request.work, given.plugin)}


@strawberry.type
class PluginMutation:
    """The five fields."""

    plugin_enable: PluginEnablePayload | None = mutation(
        "启用插件。Switch a plugin on for the county or a unit; refused where it is off above. Needs `plugins.write`.",
        Command(_enable, PluginErrorCode),
        PluginEnableInput,
    )
    plugin_disable: PluginDisablePayload | None = mutation(
        "停用插件。Switch a plugin off here and below, data kept. Refused while a policy of it is adopted. Needs `plugins.write`.",
        Command(_disable, PluginErrorCode),
        PluginDisableInput,
    )
    plugin_reset: PluginResetPayload | None = mutation(
        "沿用上级。Take back what the county or a unit decided: it follows what holds above again. Needs `plugins.write`.",
        Command(_reset, PluginErrorCode),
        PluginResetInput,
    )
    plugin_configure: PluginConfigurePayload | None = mutation(
        "设置插件。Set a plugin for the county or a unit; all that the unit sets is given at once. Needs `plugins.write`.",
        Command(_configure, PluginErrorCode),
        PluginConfigureInput,
    )
    plugin_retry: PluginRetryPayload | None = mutation(
        "重试插件。Try the plugin's parked reactions to events again. Needs `plugins.write`.",
        Command(_retry, PluginErrorCode),
        PluginRetryInput,
    )
