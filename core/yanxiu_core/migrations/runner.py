"""Run migrations of core and tenants under one advisory lock; plugins.py does those of plugins."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, NullPool, create_engine, text

from yanxiu_core.database.security import APP, OWNER, PLATFORM, RELAY, ROLES

HERE = Path(__file__).parent
CORE_VERSIONS = HERE / "versions"
LOCK = 0x79616E786975
"""`yanxiu` in hexadecimal: one migration at a time on a database."""


def configuration(locations: Sequence[Path], metadata: MetaData) -> Config:
    """Alembic's configuration for these version folders."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", ":".join(str(path) for path in locations))
    config.attributes["metadata"] = metadata
    return config


@contextmanager
def locked(url: str) -> Iterator[Connection]:
    """One migration at a time: a connection that holds the advisory lock."""
    # NullPool: the connection, and its lock with it, ends with the block.
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        yield connection


def ensure_roles(admin_url: str) -> None:
    """Create the four roles where they are missing, and let them use the schema.

    Needs a user that may create roles; an operator who forbids that creates them by hand (see `yanxiu doctor`).
    """
    engine = create_engine(admin_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        known = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
        for role in ROLES:
            if role not in known:
                bypass = "BYPASSRLS" if role == PLATFORM else "NOBYPASSRLS"
                connection.execute(text(f"CREATE ROLE {role} NOLOGIN {bypass}"))
                connection.execute(text(f"GRANT {role} TO CURRENT_USER"))
        connection.execute(text(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {APP}, {RELAY}, {PLATFORM}"))
        database = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f'GRANT TEMPORARY ON DATABASE "{database}" TO {APP}, {PLATFORM}'))


def upgrade(owner_url: str, locations: Sequence[Path], metadata: MetaData) -> None:
    """Bring every branch to its head."""
    config = configuration(locations, metadata)
    with locked(owner_url) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
        connection.commit()


def pending(owner_url: str, locations: Sequence[Path], metadata: MetaData) -> list[str]:
    """The revisions that are not applied yet; empty when the database is up to date."""
    script = ScriptDirectory.from_config(configuration(locations, metadata))
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        applied = set(MigrationContext.configure(connection).get_current_heads())
    reached = {item.revision for head in applied for item in script.iterate_revisions(head, "base")}
    return [item.revision for item in script.walk_revisions() if item.revision not in reached]


def differences(owner_url: str, metadata: MetaData) -> list[object]:
    """How the database differs from the models; empty when migrations and models agree."""
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        # What is no model of ours (tables of a plugin that was removed) is not looked at.
        options = {"include_object": lambda _obj, name, kind, *_: kind != "table" or name in metadata.tables}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))
