"""Installed plugins."""

from enum import Enum

import strawberry

from yanxiu_graphql.fields import stored


@strawberry.enum(description="插件状态。Whether a plugin works.")
class PluginState(Enum):
    """Loaded or not."""

    ENABLED = strawberry.enum_value("enabled", description="已启用。Loaded and at work.")
    FAILED = strawberry.enum_value("failed", description="加载失败。It could not be loaded; see `failure`.")


@strawberry.enum(description="插件级别。Where a plugin is switched on.")
class PluginLevel(Enum):
    """As plugins declare."""

    INSTANCE = strawberry.enum_value("instance", description="整个系统。For the whole instance.")
    TENANT = strawberry.enum_value("tenant", description="县。For each tenant.")
    SCHOOL = strawberry.enum_value("school", description="学校。For each school.")


@strawberry.type(description="插件。A plugin that is installed on this instance.")
class Plugin:
    """A plugin of the registry."""

    name: str = stored("名称。Its name, unique on the instance.")
    title: str | None = stored("标题。Its title in the caller's language; null where it failed.")
    version: str | None = stored("版本。Its version; null where it failed.")
    level: PluginLevel | None = stored("级别。Where it is switched on; null where it failed.")
    state: PluginState = stored("状态。Whether it works.")
    failure: str | None = stored("失败原因。What went wrong when it was loaded.")
