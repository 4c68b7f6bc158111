"""A plugin's API as the schema takes it: its fields by the type that they stand on, each bound to its plugin."""

import copy
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.prefixes import require_field_prefix
from yanxiu_core.reads.registry import Nouns
from yanxiu_graphql.contributions.fields import BIND, PluginRoot, contributed_relation
from yanxiu_graphql.fields import READ, Contributed, Related
from yanxiu_graphql.sdk import Api

Fields = Mapping[str, list[StrawberryField]]
"""By the name of the type that they are added to."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A plugin with the fields that it adds, and the package that its types come from."""

    plugin: Plugin
    package: str
    fields: Fields

    @property
    def names(self) -> list[str]:
        """The fields as they are named in the schema: `Query.notesEntries`."""
        return [f"{kind}.{schema_name(item)}" for kind, items in self.fields.items() for item in items]

    def check(self, nouns: Nouns) -> None:
        """Raise ValueError or TypeError, naming the field, for what a plugin may not add."""
        for kind, items in self.fields.items():
            for item in items:
                where = f"{kind}.{schema_name(item)}"
                require_field_prefix(self.plugin, item.python_name)
                if item.graphql_name is not None:
                    raise ValueError(f"{where}: the name follows from the attribute's, {item.python_name}")
                if not isinstance(item.type, StrawberryOptional):
                    raise TypeError(
                        f"{where} must be nullable (`... | None`): where the plugin is off it is null"
                    )
                if isinstance(item, Contributed):
                    self._check_contributed(where, kind, nouns)

    def _check_contributed(self, where: str, kind: str, nouns: Nouns) -> None:
        if kind not in nouns or "id" not in nouns[kind].table.c:
            raise ValueError(f"{where}: {kind} has no rows with ids; only nouns can be extended")
        if self.plugin.level == "school" and nouns[kind].home is None:
            raise ValueError(f"{where}: a {kind} belongs to no unit, so it cannot be extended for schools")


def extension(plugin: Plugin, module: str, nouns: Nouns) -> Extension:
    """Import the plugin's module and bind its fields. Raises whatever the module raises, TypeError, ValueError."""
    api = pkgutil.resolve_name(f"{module}:API")
    if not isinstance(api, Api):
        raise TypeError(f"{module}.API must be an Api (yanxiu_graphql.sdk), not {type(api).__name__}")
    fields: dict[str, list[StrawberryField]] = {}
    roots = (("Query", api.query), ("Mutation", api.mutation))
    for kind, added in roots:
        if added is not None:
            fields[kind] = [_bound(item, plugin, kind) for item in _fields_of(added, kind)]
    for extended, added in api.extends.items():
        kind = definition_of(extended, "extends").name
        declared = nouns[kind].fields if kind in nouns else {}
        fields[kind] = [_contributed(item, plugin, kind, declared) for item in _fields_of(added, kind)]
    return Extension(plugin, module.partition(".")[0], fields)


def schema_name(item: StrawberryField) -> str:
    """A field's name in the schema."""
    return item.graphql_name or to_camel_case(item.python_name)


def definition_of(kind: type, where: str) -> Any:
    """What strawberry knows of a type. Raises TypeError for a class that is none."""
    definition = getattr(kind, "__strawberry_definition__", None)
    if definition is None:
        raise TypeError(f"{where}: {kind.__name__} must be decorated with @strawberry.type")
    return definition


def _fields_of(kind: type, where: str) -> Iterator[StrawberryField]:
    yield from definition_of(kind, where).fields


def _bound(item: StrawberryField, plugin: Plugin, where: str) -> StrawberryField:
    if not isinstance(item, PluginRoot):
        raise TypeError(
            f"{where}.{schema_name(item)}: use asked, listed, found or changed of yanxiu_graphql.sdk"
        )
    return _reading(item, item.metadata[BIND](plugin))


def _contributed(
    item: StrawberryField, plugin: Plugin, where: str, declared: Mapping[str, Any]
) -> StrawberryField:
    if isinstance(item, Contributed):
        return _reading(item, item.metadata[BIND](plugin))
    if isinstance(item, Related):
        if item.python_name not in declared:
            raise ValueError(
                f"{where}.{schema_name(item)}: declare {item.python_name} on {where} in yanxiu_reads()"
            )
        return _reading(item, contributed_relation(plugin))
    raise TypeError(f"{where}.{schema_name(item)}: use loaded or related of yanxiu_graphql.sdk")


def _reading(item: StrawberryField, read: Callable[..., Any]) -> StrawberryField:
    """A copy that is answered so, since the plugin's own class is not ours to change."""
    bound = copy.copy(item)
    if isinstance(item, Related):
        bound.__class__ = Contributed  # its name, type and arguments, filled afterwards
    bound.metadata = MappingProxyType({READ: read})
    return bound
