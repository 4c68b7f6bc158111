"""Root field `plugins`: from the registry, without the database."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import root
from yanxiu_graphql.plugins.types import Plugin


def _plugins(info: Info[RequestContext, None]) -> list[dict[str, Any]]:
    work = info.context.work
    require_some(work, Permission.PLUGINS_READ)
    loaded = [
        {
            "name": plugin.name,
            "title": plugin.title.to(work.language),
            "version": plugin.version,
            "level": plugin.level,
            "state": "enabled",
            "failure": None,
        }
        for plugin in work.registry.plugins.values()
    ]
    failed = [
        {"name": name, "title": None, "version": None, "level": None, "state": "failed", "failure": failure}
        for name, failure in work.registry.failures.items()
    ]
    return sorted([*loaded, *failed], key=lambda plugin: str(plugin["name"]))


@strawberry.type
class PluginQuery:
    """`plugins`."""

    plugins: list[Plugin] | None = root(
        _plugins, "插件。The plugins installed on this instance. Needs `plugins.read`."
    )
