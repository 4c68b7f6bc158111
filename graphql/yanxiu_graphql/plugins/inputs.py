"""What mutations of plugins take and give."""

from enum import Enum

import strawberry

from yanxiu_graphql.commands import UserError
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.plugins.types import Plugin, PluginSwitch


@strawberry.enum(description="插件操作被拒的代码。Why a plugin cannot be switched or set.")
class PluginErrorCode(Enum):
    """Codes of the domain's errors."""

    PLUGIN_UNKNOWN = strawberry.enum_value(
        "PLUGIN_UNKNOWN", description="没有此插件。It is not installed, or could not be loaded."
    )
    PLUGIN_SWITCH_REFUSED = strawberry.enum_value(
        "PLUGIN_SWITCH_REFUSED",
        description="不能开关。Not at this level, or something here rests on it.",
    )
    PLUGIN_SETTINGS_INVALID = strawberry.enum_value(
        "PLUGIN_SETTINGS_INVALID", description="设置有误。No such setting, or a value that it does not take."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such unit.")
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。A value of the wrong form, such as a malformed id."
    )


@strawberry.type(description="插件操作被拒。Why it was refused.")
class PluginUserError(UserError):
    """With the noun's codes."""

    code: PluginErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="启用的输入。Which plugin, where.")
class PluginEnableInput:
    """Input."""

    plugin: str = strawberry.field(description="插件。The plugin's name.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。It and all below it; the whole county by default."
    )


@strawberry.input(description="停用的输入。Which plugin, where.")
class PluginDisableInput:
    """Input."""

    plugin: str = strawberry.field(description="插件。The plugin's name.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。It and all below it; the whole county by default."
    )


@strawberry.input(description="沿用上级的输入。Which plugin, where.")
class PluginResetInput:
    """Input."""

    plugin: str = strawberry.field(description="插件。The plugin's name.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。Its own decision; the county's by default. Settings stay."
    )


@strawberry.input(description="设置的输入。Which plugin, where, and what is set there.")
class PluginConfigureInput:
    """Input."""

    plugin: str = strawberry.field(description="插件。The plugin's name.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。It and all below it; the whole county by default."
    )
    settings: strawberry.scalars.JSON = strawberry.field(
        description="设置。An object as `Plugin.settingsForm` describes; what is not named is as above."
    )


@strawberry.input(description="重试的输入。Which plugin.")
class PluginRetryInput:
    """Input."""

    plugin: str = strawberry.field(description="插件。The plugin's name.")


@strawberry.type(description="重试的结果。How many reactions are tried again, or why it was refused.")
class PluginRetryPayload:
    """Payload."""

    retried: int | None = stored("重试。Reactions to events that were parked; null when refused.")
    user_errors: list[PluginUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="启用的结果。The plugin as it stands now, or why it was refused.")
class PluginEnablePayload:
    """Payload."""

    plugin: Plugin | None = related("插件。As it stands in the unit now.")
    switch: PluginSwitch | None = related("开关记录。The new one, or the present one if nothing changed.")
    user_errors: list[PluginUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="停用的结果。The plugin as it stands now, or why it was refused.")
class PluginDisablePayload:
    """Payload."""

    plugin: Plugin | None = related("插件。As it stands in the unit now.")
    switch: PluginSwitch | None = related("开关记录。The new one, or the present one if nothing changed.")
    user_errors: list[PluginUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="沿用上级的结果。The plugin as it stands now, or why it was refused.")
class PluginResetPayload:
    """Payload."""

    plugin: Plugin | None = related("插件。As it stands in the unit now.")
    switch: PluginSwitch | None = related(
        "开关记录。The new one, or the present one if nothing changed; null where there is none."
    )
    user_errors: list[PluginUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="设置的结果。The plugin as it stands now, or why it was refused.")
class PluginConfigurePayload:
    """Payload."""

    plugin: Plugin | None = related("插件。As it stands in the unit now.")
    switch: PluginSwitch | None = related("开关记录。The new one, or the present one if nothing changed.")
    user_errors: list[PluginUserError] = stored("业务拒绝。Empty when it was done.")
