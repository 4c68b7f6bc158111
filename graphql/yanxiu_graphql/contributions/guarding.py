"""What a plugin's values turn out to be: one that does not fit its type is the plugin's failure, named, of that field."""

from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLObjectType,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from yanxiu_core.errors import DomainError
from yanxiu_core.plugins.calling import failed
from yanxiu_graphql.contributions.extensions import Extension, schema_name


def guard(schema: strawberry.Schema, given: Extension, types: Mapping[str, GraphQLNamedType]) -> None:
    """Put a check around every field that the plugin adds, and around the fields of its own types."""
    known = schema._schema.type_map  # noqa: SLF001 - strawberry shows graphql-core's types in no other way
    for kind, items in given.fields.items():
        target: Any = known[kind]
        for item in items:
            _wrap(given.plugin.name, kind, schema_name(item), target.fields[schema_name(item)])
    for name in types:
        own = known.get(name)
        if isinstance(own, GraphQLObjectType):
            for field_name, field in own.fields.items():
                _wrap(given.plugin.name, name, field_name, field)


def _wrap(plugin: str, kind: str, name: str, field: GraphQLField) -> None:
    resolve: Callable[..., Any] | None = field.resolve
    if resolve is None:
        return

    def checked(source: Any, info: Any, **arguments: Any) -> Any:
        value = _named(lambda: resolve(source, info, **arguments), passing=(DomainError, GraphQLError))
        # graphql-core's own error about the value names nobody.
        _named(lambda: _fit(field.type, value), passing=())
        return value

    def _named(run: Callable[[], Any], passing: tuple[type[Exception], ...]) -> Any:
        try:
            return run()
        except passing:
            raise
        except Exception as error:
            raise failed(plugin, f"{kind}.{name}") from error

    field.resolve = checked


def _fit(kind: Any, value: Any) -> None:
    """Raise for a value that graphql-core would refuse to complete as this type."""
    if is_non_null_type(kind):
        if value is None:
            raise TypeError(f"null where {kind} is promised")
        _fit(kind.of_type, value)
    elif value is None:
        return
    elif is_list_type(kind):
        if not isinstance(value, list | tuple):
            raise TypeError(f"a list is promised, not {type(value).__name__}")
        for item in value:
            _fit(kind.of_type, item)
    elif is_leaf_type(kind):
        leaf: GraphQLLeafType = kind
        leaf.serialize(value)
