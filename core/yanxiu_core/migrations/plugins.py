"""Run the migrations of plugins: each plugin is a line of its own with its own version table.

So a plugin that is removed, that fails or that is older than its tables is nobody else's concern. Every revision and
the check of what it made are one transaction: a table that would mix tenants never comes into being.
"""

from collections.abc import Callable, Sequence
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, NullPool, create_engine, text
from sqlalchemy.orm import Session

from yanxiu_core.database.security import APP, PLATFORM
from yanxiu_core.migrations.keeping import secure_new
from yanxiu_core.migrations.runner import HERE, locked
from yanxiu_core.plugins.errors import PluginTablesInvalid
from yanxiu_core.plugins.tables import Tables, prefix, version_table


def upgrade(owner_url: str, plugin: str, tables: Tables, metadata: MetaData) -> None:
    """Bring the plugin's tables to its newest revision. Raises PluginTablesInvalid, and whatever a revision raises."""
    with locked(owner_url) as connection:
        config = _configuration(plugin, tables, metadata, connection)
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise PluginTablesInvalid(
                f"插件 {plugin} 的迁移有误或比数据库旧: {error}; 请安装不低于原来的版本",
                f"The revisions of plugin {plugin} are wrong or older than the database: {error}; "
                "install the version that made them, or a later one",
            ) from error
        connection.commit()


def pending(session: Session, plugin: str, known: Sequence[str]) -> tuple[str, ...]:
    """Those of the plugin's revisions, the oldest first, that this database does not have yet."""
    applied = None
    if session.scalar(text("SELECT to_regclass(:name)"), {"name": version_table(plugin)}):
        applied = session.scalar(text(f"SELECT version_num FROM {version_table(plugin)}"))
    if applied is None:
        return tuple(known)
    # An older plugin does not know the revision of a newer one's tables; then none of its own is lacking.
    return tuple(known[known.index(applied) + 1 :]) if applied in known else ()


def with_tables(session: Session) -> list[str]:
    """The names of all plugins that have tables here, installed or not."""
    found = session.scalars(
        text(
            r"""SELECT substring(relname FROM 'plg_([a-z0-9]+)_version') FROM pg_class
                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname ~ '^plg_[a-z0-9]+_version$'
                ORDER BY 1"""
        )
    )
    return list(found)


def remove_data(owner_url: str, plugin: str) -> list[str]:
    """Drop all tables of a plugin, for every tenant and for ever. Returns their names."""
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        names = tables_of(connection, plugin)
        if names:
            connection.execute(text(f"DROP TABLE {', '.join(names)}"))
    return names


def tables_of(connection: Connection, plugin: str) -> list[str]:
    """All tables of a plugin in the database, its version table included."""
    found = connection.scalars(
        text(
            """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
               AND starts_with(relname, :prefix) ORDER BY relname"""
        ),
        {"prefix": prefix(plugin)},
    )
    return list(found)


def _configuration(plugin: str, tables: Tables, metadata: MetaData, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(tables.migrations))
    config.attributes |= {
        "connection": connection,
        "metadata": metadata,
        "version_table": version_table(plugin),
        "on_version_apply": _check(plugin, metadata),
    }
    return config


def _check(plugin: str, metadata: MetaData) -> Callable[..., None]:
    def applied(ctx: Any, **_: Any) -> None:
        secure_new(ctx.connection, plugin, metadata)
        ctx.connection.execute(text(f"GRANT SELECT ON {version_table(plugin)} TO {APP}, {PLATFORM}"))

    return applied
