"""Root fields `plugins` and `pluginSwitches`."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.switches.reads import matching
from yanxiu_core.switches.standing import standings
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.plugins.showing import shown, unit_of
from yanxiu_graphql.plugins.types import Plugin, PluginSwitch
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging


def _plugins(info: Info[RequestContext, None], *, unit_id: str | None = None) -> list[dict[str, Any]]:
    work = info.context.work
    require_some(work, Permission.PLUGINS_READ)
    return [shown(standing, work) for standing in standings(work, unit_of(unit_id))]


@strawberry.type
class PluginQuery:
    """`plugins` and `pluginSwitches`."""

    plugins: list[Plugin] | None = root(
        _plugins,
        "插件。The plugins installed on this instance, and how they stand here. Needs `plugins.read`.",
        argument(
            "unit_id",
            strawberry.ID | None,
            "单位。As they stand in this unit; by default anywhere in the county.",
        ),
    )
    plugin_switches: Connection[PluginSwitch] | None = root(
        connection("PluginSwitch", matching),
        "插件开关记录。Who switched and set plugins, the last first, superseded ones included. Needs `plugins.read`.",
        argument("plugin", str | None, "插件。Only of this plugin, by its name."),
        argument("unit_id", strawberry.ID | None, "单位。Only of this unit, by its global id."),
        *paging(),
    )
