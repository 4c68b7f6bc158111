"""Alembic's environment: run by `runner.py` alone, which passes the connection and the models' metadata."""

from typing import Any

from alembic import context

config = context.config


def include_object(obj: Any, _name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Compare tables of models only: a plugin that is not installed keeps its tables untouched."""
    return kind != "table" or obj.name in config.attributes["metadata"].tables


context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes["metadata"],
    include_object=include_object,
    compare_type=True,
    transaction_per_migration=True,
    version_table=config.attributes.get("version_table", "alembic_version"),
    on_version_apply=config.attributes.get("on_version_apply", ()),
)
with context.begin_transaction():
    context.run_migrations()
