"""Is PostgreSQL as it must be: version, roles, migrations, row-level security."""

from collections.abc import Iterator

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from yanxiu.doctor.findings import Finding
from yanxiu.platform import migration_folders
from yanxiu.settings import Role, Settings, role_url
from yanxiu_core.database.base import Base
from yanxiu_core.database.security import PLATFORM, ROLES
from yanxiu_core.migrations import runner

NEEDED_VERSION = 18
_CONNECTED: tuple[Role, ...] = ("owner", "app", "relay", "platform")


def check_database(settings: Settings) -> Iterator[Finding]:
    """All findings about the database; where it cannot be reached, that one alone."""
    try:
        with create_engine(role_url(settings, "app"), poolclass=NullPool).connect() as connection:
            yield _version(connection)
            yield from _roles(connection)
            yield _service_role(connection)
            yield _row_security(connection)
    except SQLAlchemyError as error:
        yield _unreachable("app", error)
        return
    for role in _CONNECTED:
        yield from _connects(settings, role)
    yield _migrations(settings)


def _version(connection: Connection) -> Finding:
    number = connection.scalar(text("SELECT current_setting('server_version')"))
    fine = (
        connection.scalar(text("SELECT current_setting('server_version_num')::int / 10000")) >= NEEDED_VERSION
    )
    if fine:
        return Finding("postgresql", True, f"PostgreSQL {number}", f"PostgreSQL {number}")
    return Finding(
        "postgresql",
        False,
        f"PostgreSQL {number} 太旧; 请升级到 {NEEDED_VERSION} 或更新",
        f"PostgreSQL {number} is too old; upgrade to {NEEDED_VERSION} or newer",
    )


def _roles(connection: Connection) -> Iterator[Finding]:
    """The four roles: only the operator's goes round row-level security, none is a superuser."""
    query = text("SELECT rolname, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = ANY(:names)")
    found = {row.rolname: row for row in connection.execute(query, {"names": list(ROLES)})}
    for name in ROLES:
        wanted = "BYPASSRLS" if name == PLATFORM else "NOBYPASSRLS"
        row = found.get(name)
        mend = f"{'CREATE' if row is None else 'ALTER'} ROLE {name} NOLOGIN NOSUPERUSER {wanted};"
        if row is not None and not row.rolsuper and row.rolbypassrls == (name == PLATFORM):
            yield Finding(f"role {name}", True, f"角色 {name} ({wanted})", f"role {name} ({wanted})")
        else:
            wrong = ("缺少角色", "is missing") if row is None else ("角色属性不对", "has wrong attributes")
            yield Finding(
                f"role {name}",
                False,
                f"{wrong[0]} {name}; 请运行: {mend}",
                f"role {name} {wrong[1]}; run: {mend}",
            )


def _service_role(connection: Connection) -> Finding:
    row = connection.execute(
        text("SELECT rolname, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user")
    ).one()
    if not row.rolbypassrls and not row.rolsuper:
        return Finding(
            "service role",
            True,
            f"服务以 {row.rolname} 连接, 受行级安全约束",
            f"the service acts as {row.rolname}, bound by row-level security",
        )
    return Finding(
        "service role",
        False,
        f"服务以 {row.rolname} 连接, 它绕过行级安全, 各县数据不再隔离; 请改 YANXIU_DATABASE_APP_URL, 以 yanxiu_app 连接",
        f"the service acts as {row.rolname}, which goes round row-level security: counties are not kept apart; "
        "let YANXIU_DATABASE_APP_URL act as yanxiu_app",
    )


def _row_security(connection: Connection) -> Finding:
    tables = Base.metadata.tables.values()
    wanted = {table.name for table in tables if table.info.get("scope", "tenant") == "tenant"}
    query = text(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
        "AND relname = ANY(:names) AND relrowsecurity AND relforcerowsecurity"
    )
    bare = sorted(wanted - set(connection.scalars(query, {"names": sorted(wanted)})))
    if not bare:
        return Finding(
            "row security",
            True,
            f"{len(wanted)} 张县级表均强制行级安全",
            f"row-level security is forced on all {len(wanted)} tenant tables",
        )
    names = ", ".join(bare)
    return Finding(
        "row security",
        False,
        f"未强制行级安全: {names}; 请运行 yanxiu migrate, 若已是最新请运行 ALTER TABLE ... ENABLE / FORCE ROW LEVEL SECURITY",
        f"row-level security is not forced on: {names}; run `yanxiu migrate`, or if that changes nothing "
        "ALTER TABLE ... ENABLE / FORCE ROW LEVEL SECURITY",
    )


def _connects(settings: Settings, role: Role) -> Iterator[Finding]:
    try:
        with create_engine(role_url(settings, role), poolclass=NullPool).connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        yield _unreachable(role, error)


def _migrations(settings: Settings) -> Finding:
    try:
        pending = runner.pending(role_url(settings, "owner"), migration_folders(), Base.metadata)
    except SQLAlchemyError as error:
        return _unreachable("owner", error)
    if not pending:
        return Finding("migrations", True, "数据库结构是最新的", "the database is up to date")
    names = ", ".join(pending)
    return Finding(
        "migrations", False, f"有未执行的升级: {names}; 请运行 yanxiu migrate", f"pending migrations: {names}; run `yanxiu migrate`"
    )  # fmt: skip


def _unreachable(role: Role, error: SQLAlchemyError) -> Finding:
    reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
    name = f"YANXIU_DATABASE_{role.upper()}_URL"
    return Finding(
        f"connection {role}",
        False,
        f"无法以 yanxiu_{role} 连接 PostgreSQL: {reason}; 请检查 YANXIU_DATABASE_URL 或 {name}, 新数据库请先运行 yanxiu migrate",
        f"cannot connect to PostgreSQL as yanxiu_{role}: {reason}; check YANXIU_DATABASE_URL or {name}, "
        "for a new database run `yanxiu migrate` first",
    )
