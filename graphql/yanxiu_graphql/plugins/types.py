"""Installed plugins, and the history of their switches."""

from datetime import datetime
from enum import Enum

import strawberry

from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Node


@strawberry.enum(description="插件状态。Whether a plugin works here.")
class PluginState(Enum):
    """As core tells it."""

    ENABLED = strawberry.enum_value("enabled", description="已启用。Loaded, and on here.")
    DISABLED = strawberry.enum_value(
        "disabled", description="未启用。Loaded, and off here; its data are kept."
    )
    FAILED = strawberry.enum_value("failed", description="加载失败。It could not be loaded; see `failure`.")


@strawberry.enum(description="插件级别。Where a plugin is switched on.")
class PluginLevel(Enum):
    """As plugins declare."""

    INSTANCE = strawberry.enum_value(
        "instance", description="整个系统。On wherever it is installed; nobody switches it."
    )
    TENANT = strawberry.enum_value("tenant", description="县。For each tenant.")
    SCHOOL = strawberry.enum_value("school", description="学校。For each tenant and, within it, each school.")


@strawberry.type(description="插件的需要。Another plugin that must be installed and on.")
class PluginNeed:
    """A need of the declaration."""

    plugin: str = stored("插件。The other plugin's name.")
    versions: str = stored("版本。Which versions will do, as in `>=1.2,<2`; empty for any.")


@strawberry.type(
    description="插件。A plugin that is installed on this instance, as it stands in a county or unit."
)
class Plugin:
    """A plugin of the registry."""

    name: str = stored("名称。Its name, unique on the instance.")
    title: str | None = stored("标题。Its title in the caller's language; null where it failed.")
    version: str | None = stored("版本。Its version; null where it failed.")
    level: PluginLevel | None = stored("级别。Where it is switched on; null where it failed.")
    state: PluginState = stored(
        "状态。Whether it works in the unit that was asked for, or anywhere in the county."
    )
    failure: str | None = stored(
        "失败原因。What went wrong when it was loaded, or when its settings were read."
    )
    operator_only: bool | None = stored(
        "仅限平台操作员。Whether only the operator may switch and set it; null where it failed."
    )
    needs: list[PluginNeed] = stored("需要。The plugins that it needs.")
    settings: strawberry.scalars.JSON | None = stored(
        "设置。The values in force, defaults included; null where it has no settings."
    )
    settings_form: strawberry.scalars.JSON | None = stored(
        "设置的表单。JSON Schema of its settings, with titles, bounds and defaults; null where it has none."
    )
    pending_migrations: list[str] = stored(
        "待执行的迁移。Revisions of its tables that `yanxiu migrate` has not applied yet."
    )
    stalled_calls: int = stored(
        "停滞的调用。Calls that this process has given up and that still run; at two the plugin is refused."
    )
    parked_reactions: int = stored(
        "搁置的反应。Reactions to events of this county that failed five times; `pluginRetry` tries them again."
    )


@strawberry.type(
    description="插件开关记录。Who switched or set a plugin, where and when; the present one has no end."
)
class PluginSwitch(Node):
    """Noun PluginSwitch."""

    plugin: str = stored("插件。The plugin's name.")
    unit: OrgUnit | None = related("单位。Where; the county's own unit for the whole county.")
    enabled: bool | None = stored("启用。On or off; null: as in the unit above.")
    settings: strawberry.scalars.JSON = stored("设置。What is set here; all else is as above.")
    actor_kind: str = stored("操作者类别。`token` or `operator`.")
    actor_name: str = stored("操作者。Whose credential it was.")
    recorded_at: datetime = stored("记录时间。From when it held.")
    superseded_at: datetime | None = stored("失效时间。Until when it held; null while it does.")
