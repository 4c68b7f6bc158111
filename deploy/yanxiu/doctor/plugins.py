"""Do the installed plugins load, do their fields fit the schema, are their tables there, and whose are left over?"""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from yanxiu.doctor.findings import Finding
from yanxiu.platform import installed
from yanxiu.settings import Settings, role_url
from yanxiu_core.database.transactions import Database
from yanxiu_core.errors import DomainError
from yanxiu_core.migrations import plugins
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.plugins.tables import TABLES, revisions
from yanxiu_graphql.schema import build_schema


def check_plugins() -> Iterator[Finding]:
    """What can be said without a server."""
    try:
        registry = installed()
        build_schema(registry)
    except DomainError as error:  # two plugins bring one name
        yield Finding("plugins", False, error.zh, error.en)
        return
    for name, plugin in registry.plugins.items():
        if name not in registry.failures:
            yield Finding(
                f"plugin {name}", True, f"插件 {name} {plugin.version}", f"plugin {name} {plugin.version}"
            )
    for name, reason in registry.failures.items():
        yield Finding(
            f"plugin {name}",
            False,
            f"插件 {name} 未能载入: {reason}; 请更新或卸载它",
            f"plugin {name} could not be loaded: {reason}; update or remove it",
        )


def check_plugin_tables(settings: Settings) -> Iterator[Finding]:
    """What the database says; nothing where it cannot be reached, which is another check's finding."""
    database = Database(role_url(settings, "app"), pool_size=1)
    try:
        yield from _tables(database, installed())
    except (SQLAlchemyError, DomainError):
        return
    finally:
        database.dispose()


def _tables(database: Database, registry: Registry) -> Iterator[Finding]:
    with database.transaction(None) as session:
        for owned in registry.of(TABLES).values():
            lacking = plugins.pending(session, owned.plugin, revisions(owned.thing))
            if lacking:
                names = ", ".join(lacking)
                yield Finding(
                    f"plugin {owned.plugin} tables",
                    False,
                    f"插件 {owned.plugin} 的迁移 {names} 还没有执行; 请运行 yanxiu migrate",
                    f"revisions {names} of plugin {owned.plugin} are not applied; run yanxiu migrate",
                )
        for name in plugins.with_tables(session):
            if name not in registry.plugins:
                yield Finding(
                    f"plugin {name} tables",
                    True,
                    f"插件 {name} 已卸载或未载入, 它的数据还保留着; 不再需要时运行 yanxiu plugin remove-data {name}",
                    f"plugin {name} is not here, its data are kept; to drop them: yanxiu plugin remove-data {name}",
                )
