"""Do the installed plugins load, do their fields fit the schema, are their tables there, whose are left over, and which failed?"""

import pkgutil
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from yanxiu.doctor.findings import Finding
from yanxiu.platform import installed
from yanxiu.settings import Settings, role_url
from yanxiu_core.database.transactions import Database
from yanxiu_core.errors import DomainError
from yanxiu_core.events import service as events
from yanxiu_core.jobs.models import FAILED, Job
from yanxiu_core.migrations import plugins
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.plugins.tables import TABLES, revisions
from yanxiu_core.tenancy.models import Tenant


def check_plugins() -> Iterator[Finding]:
    """What can be said without a server."""
    try:
        registry = installed()
        # By name: every other command would wait half a second for the schema's modules.
        pkgutil.resolve_name("yanxiu_graphql.schema:build_schema")(registry)
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


def check_parked(settings: Settings) -> Iterator[Finding]:
    """Which plugins failed to do what follows from events, by county. Says nothing where the database cannot be asked."""
    database = Database(role_url(settings, "platform"), pool_size=1)
    plugin = Job.input["plugin"].astext.label("plugin")
    waiting = (
        select(plugin, Tenant.slug, func.count().label("jobs"))
        .join(Tenant, Tenant.tenant_id == Job.tenant_id)
        .where(Job.kind == events.KIND, Job.state == FAILED)
        .group_by(plugin, Tenant.slug)
        .order_by(plugin, Tenant.slug)
    )
    try:
        with database.transaction(None) as session:
            rows = session.execute(waiting).all()
    except SQLAlchemyError:
        return  # the database's own findings say why
    finally:
        database.dispose()
    for row in rows:
        mend = f"yanxiu plugin retry {row.plugin} --tenant {row.slug}"
        yield Finding(
            f"reactions {row.plugin} {row.slug}",
            False,
            f"插件 {row.plugin} 对 {row.slug} 的 {row.jobs} 件事没有做成; 请看日志, 更新插件后运行 {mend}",
            f"plugin {row.plugin} failed to react {row.jobs} times in {row.slug}; see the log, update it, run `{mend}`",
        )


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
