"""A plugin's own tables: its models and the folder of its migrations."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory

from yanxiu_core.database.base import Base, TenantRow
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.parts import Text

ENVIRONMENT = Path(__file__).parents[1] / "migrations"
"""Alembic's environment, which is the platform's for all."""


def prefix(plugin: str) -> str:
    """How all tables of a plugin begin; names hold no underscore, so no other plugin's begin so."""
    return f"plg_{plugin}_"


def version_table(plugin: str) -> str:
    """Where Alembic keeps which of the plugin's revisions are applied."""
    return f"{prefix(plugin)}version"


@dataclass(frozen=True, slots=True)
class Tables:
    """Models on `yanxiu_core.database.base.Base` with `TenantRow`, and the folder with Alembic's revisions of them.

    Their names begin with `plg_<plugin>_`. The platform runs the revisions after its own, puts the tables under
    row-level security, and leaves them alone when the plugin is removed.
    """

    models: tuple[type[Any], ...]
    migrations: Path


def revisions(tables: Tables) -> list[str]:
    """The revisions, the oldest first. Raises whatever is wrong with the files."""
    script = ScriptDirectory(str(ENVIRONMENT), version_locations=[str(tables.migrations)])
    return [item.revision for item in script.walk_revisions()][::-1]


def _check(plugin: Plugin, given: Tables) -> None:
    if not given.models:
        raise ValueError("Tables: name the models")
    for model in given.models:
        name = model.__tablename__
        if not issubclass(model, Base) or not issubclass(model, TenantRow):
            raise TypeError(
                f"{model.__name__} must inherit TenantRow and Base, so that its rows belong to a tenant"
            )
        if not name.startswith(prefix(plugin.name)) or name == version_table(plugin.name):
            raise ValueError(
                f"table {name!r} must begin with {prefix(plugin.name)} and is not called version"
            )
        table: Any = model.__table__
        if "scope" in table.info:
            raise ValueError(f"table {name!r}: a plugin's tables hold rows of tenants and nothing else")
        table.info["plugin"] = plugin.name
    if not revisions(given):
        raise ValueError(f"{given.migrations} holds no revision; write one, see docs/plugins.md")


TABLES = Part(
    hook="yanxiu_tables",
    kind=Tables,
    title=Text(zh="数据表", en="table"),
    names=lambda given: [model.__tablename__ for model in given.models],
    check=_check,
    several=False,
)
