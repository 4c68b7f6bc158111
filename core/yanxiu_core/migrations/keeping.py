"""Keep tenants apart in the tables of plugins, without their authors doing anything for it."""

from sqlalchemy import Connection, MetaData, text

from yanxiu_core.database.security import secure
from yanxiu_core.plugins.errors import PluginTablesInvalid
from yanxiu_core.plugins.tables import prefix, version_table

# Every way in which a table of the plugin could mix tenants, or a revision could loosen the platform's own.
_PROBLEMS = text(
    """
    WITH own AS (
        SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
          AND starts_with(relname, :prefix) AND relname <> :version
    )
    SELECT relname, 'has no column tenant_id uuid NOT NULL' FROM own WHERE NOT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = own.oid AND attname = 'tenant_id' AND attnotnull
          AND atttypid = 'uuid'::regtype)
    UNION ALL
    SELECT relname, 'has no primary key' FROM own WHERE NOT EXISTS (
        SELECT FROM pg_index WHERE indrelid = own.oid AND indisprimary)
    UNION ALL
    SELECT own.relname, 'has a unique index that does not begin with tenant_id: ' || i.relname FROM own
    JOIN pg_index x ON x.indrelid = own.oid AND x.indisunique JOIN pg_class i ON i.oid = x.indexrelid
    WHERE pg_get_indexdef(x.indexrelid, 1, true) <> 'tenant_id'
    UNION ALL
    SELECT own.relname, 'has a foreign key that does not carry tenant_id: ' || conname FROM own
    JOIN pg_constraint ON conrelid = own.oid AND contype = 'f'
    WHERE (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) <> 'tenant_id'
       OR (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1]) <> 'tenant_id'
       OR confdeltype IN ('n', 'd') OR confupdtype IN ('n', 'd')
    UNION ALL
    SELECT relname, 'is no table that begins with ' || :prefix FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace = 'public'::regnamespace
      AND NOT relname ~ '^plg_[a-z0-9]+_' AND relname <> 'alembic_version' AND relname <> ALL (:known)
    UNION ALL
    SELECT relname, 'is a view; it would be read with its owner''s rights' FROM pg_class
    WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace AND starts_with(relname, :prefix)
    UNION ALL
    SELECT relname, 'of the platform is no longer under row-level security' FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY (:tenants)
      AND NOT (relrowsecurity AND relforcerowsecurity)
    """
)

_NEW = text(
    """
    SELECT relname FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND starts_with(relname, :prefix) AND relname <> :version
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'tenant_isolation')
    """
)


def secure_new(connection: Connection, plugin: str, metadata: MetaData) -> None:
    """Put the plugin's new tables under row-level security, in the transaction of the revision that made them.

    Raises PluginTablesInvalid with everything that is wrong; then the revision is undone.
    """
    scopes = {
        name: table.info.get("scope", "tenant")
        for name, table in metadata.tables.items()
        if "plugin" not in table.info
    }
    names = {"prefix": prefix(plugin), "version": version_table(plugin)}
    core = {"known": list(scopes), "tenants": [name for name, scope in scopes.items() if scope == "tenant"]}
    problems = [f"{table} {problem}" for table, problem in connection.execute(_PROBLEMS, names | core)]
    if problems:
        raise PluginTablesInvalid(
            f"插件 {plugin} 的数据表不能使用: {'; '.join(problems)}。请插件作者改正, 说明见 docs/plugins.md",
            f"Tables of plugin {plugin} cannot be used: {'; '.join(problems)}. Its author mends them, see docs/plugins.md",
            plugin=plugin,
        )
    for table in connection.scalars(_NEW, names).all():
        for statement in secure(table):
            connection.execute(text(statement))
