"""Join the plugins' fields to the schema, or leave out, by name, the plugin that does not fit."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType, GraphQLObjectType
from strawberry.types.field import StrawberryField

from yanxiu_core.plugins.api import APIS
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.loader import LOADING
from yanxiu_core.plugins.prefixes import require_type_prefix
from yanxiu_core.plugins.registry import Registry
from yanxiu_graphql.contributions.extensions import Extension, Fields, extension, schema_name
from yanxiu_graphql.contributions.guarding import guard
from yanxiu_graphql.fields import Contributed, Related, View

Make = Callable[[Fields], strawberry.Schema]
"""Builds the schema with these fields beside core's."""


class JoinedSchema(strawberry.Schema):
    """strawberry's schema, in which further fields stand on types; the types' classes are not touched."""

    def __init__(self, *kinds: Any, added: Fields, **options: Any) -> None:
        """`added` by the types' names."""
        self._added = added
        super().__init__(*kinds, **options)

    def get_fields(self, type_definition: Any) -> list[StrawberryField]:
        """The type's own fields and those that plugins add."""
        return [*super().get_fields(type_definition), *self._added.get(type_definition.name, [])]


def joined(registry: Registry, make: Make) -> strawberry.Schema:
    """The schema with the fields of all plugins that fit; the others are named in `registry.failures`.

    Raises PluginClash, naming both plugins, for a field or type that two bring.
    """
    core = make({})
    types: dict[str, dict[str, GraphQLNamedType]] = {}
    extensions: list[Extension] = []
    for api in registry.of(APIS).values():
        plugin = registry.plugin(api.plugin)
        try:
            read = partial(extension, plugin, api.thing.name, registry.nouns)
            given = registry.calls.bounded(plugin.name, "api", read, LOADING)
            _refuse_core_names(given, core)
            types[plugin.name] = _own_types(make(given.fields), core)
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything; it must not stop others
            registry.fail(plugin.name, error)
        else:
            extensions.append(given)
    _refuse_clashes(extensions, types)
    fit = [given for given in extensions if _fits(registry, given, types[given.plugin.name])]
    schema = make(_all_fields(fit))
    for given in fit:
        guard(schema, given, types[given.plugin.name])
    return schema


def _own_types(schema: strawberry.Schema, core: strawberry.Schema) -> dict[str, GraphQLNamedType]:
    """The types that a plugin adds; those that strawberry makes of core's generics (a connection) among them."""
    known = _types(core)
    return {name: kind for name, kind in _types(schema).items() if name not in known}


def _types(schema: strawberry.Schema) -> Mapping[str, GraphQLNamedType]:
    return schema._schema.type_map  # noqa: SLF001 - strawberry shows graphql-core's types in no other way


def _refuse_core_names(given: Extension, core: strawberry.Schema) -> None:
    for kind, items in given.fields.items():
        target = _types(core).get(kind)
        if not isinstance(target, GraphQLObjectType):
            raise TypeError(f"{kind} is no type of the schema that can be extended")
        for item in items:
            if schema_name(item) in target.fields:
                raise ValueError(
                    f"{kind}.{schema_name(item)} is a field of the platform itself; name it otherwise"
                )


def _refuse_clashes(extensions: list[Extension], types: Mapping[str, Mapping[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for given in extensions:
        for name in (*given.names, *types[given.plugin.name]):
            if name in owners:
                raise PluginClash(
                    f"插件 {owners[name]} 和 {given.plugin.name} 都提供 GraphQL 的“{name}”; 请卸载其中一个",
                    f"Plugins {owners[name]} and {given.plugin.name} both bring {name!r} to GraphQL; remove one of them",
                )
            owners[name] = given.plugin.name


def _fits(registry: Registry, given: Extension, types: Mapping[str, GraphQLNamedType]) -> bool:
    try:
        given.check(registry.nouns)
        for kind in types.values():
            _check_type(given.plugin, kind)
    except Exception as error:  # noqa: BLE001 - as in `joined`
        registry.fail(given.plugin.name, error)
        return False
    return True


def _check_type(plugin: Plugin, kind: GraphQLNamedType) -> None:
    require_type_prefix(plugin, kind.name)
    if not isinstance(kind, GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType):
        raise TypeError(f"{kind.name}: a plugin brings object types, inputs and enums")
    if isinstance(kind, GraphQLObjectType):
        for name, field in kind.fields.items():
            declared = field.extensions["strawberry-definition"]
            if not isinstance(declared, Related | View | Contributed) and not _is_plain(declared):
                raise TypeError(
                    f"{kind.name}.{name} has a resolver; let the function that loads the value compute it"
                )


def _is_plain(declared: StrawberryField) -> bool:
    """Whether the value is looked up in the row; resolvers of the schema's own interfaces (the global id) do as well."""
    resolver = declared.base_resolver
    return resolver is None or resolver.wrapped_func.__module__.startswith("yanxiu_graphql.")


def _all_fields(extensions: list[Extension]) -> Fields:
    found: dict[str, list[StrawberryField]] = {}
    for given in extensions:
        for kind, items in given.fields.items():
            found.setdefault(kind, []).extend(items)
    return found
