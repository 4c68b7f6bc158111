"""From GraphQL's field nodes to the planner's picks.

graphql-core's own collector is used, the one that the executor uses afterwards: fragments, `@skip`, `@include` and type
conditions mean the same here as there, so nothing is read in vain and nothing is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_argument_values,
    get_named_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.type import GraphQLID
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info
from strawberry.utils.str_converters import to_snake_case

from yanxiu_core.reads.selection import Pick, Selection
from yanxiu_graphql.fields import NEEDS, Contributed, Related, View, place
from yanxiu_graphql.global_ids import REFERENCES, local

DEFINITION = "strawberry-definition"
"""Where strawberry keeps its own field in graphql-core's `extensions`."""


class Asked:
    """What the client asked for at the field that is being resolved."""

    def __init__(self, info: Info) -> None:
        """Nothing is read yet."""
        self._info: GraphQLResolveInfo[Any] = info._raw_info  # noqa: SLF001 - strawberry shows field nodes in no other way
        self._fragments = {name: FragmentDetails(node, None) for name, node in self._info.fragments.items()}
        self._nodes = [FieldDetails(node, None) for node in self._info.field_nodes]

    def pick(self) -> Pick:
        """The field itself: its arguments, and what is selected below it."""
        definition = self._info.parent_type.fields[self._info.field_name]
        return self._pick(str(self._info.path.key), definition, self._nodes)

    def of(self, kind: str) -> Selection:
        """What is selected below the field if its value is of this object type."""
        target = self._info.schema.get_type(kind)
        return self._selection(target, self._nodes) if isinstance(target, GraphQLObjectType) else ()

    def _pick(self, key: str, definition: GraphQLField, nodes: list[FieldDetails]) -> Pick:
        target = get_named_type(definition.type)
        below = self._selection(target, nodes) if isinstance(target, GraphQLObjectType) else None
        values = get_argument_values(definition, nodes[0].node, self._info.variable_values)
        field: StrawberryField = definition.extensions[DEFINITION]
        return Pick(key, field.python_name, arguments(definition, values), below)

    def _selection(self, kind: GraphQLObjectType, nodes: list[FieldDetails]) -> Selection:
        info = self._info
        grouped = collect_subfields(
            info.schema, self._fragments, info.variable_values, info.operation, kind, nodes
        ).grouped_field_set
        picks = {
            pick.key: pick
            for key, group in grouped.items()
            if not group[0].node.name.value.startswith("__")
            for pick in self._picks(key, kind.fields[group[0].node.name.value], group)
        }
        return tuple(picks.values())

    def _picks(self, key: str, definition: GraphQLField, nodes: list[FieldDetails]) -> Iterator[Pick]:
        field: StrawberryField = definition.extensions[DEFINITION]
        target = get_named_type(definition.type)
        if isinstance(field, Contributed):
            yield replace(self._pick(place(key), definition, nodes), later=True)
        elif isinstance(field, Related):
            yield self._pick(place(key), definition, nodes)
        elif isinstance(field, View) and is_object_type(target):
            yield from self._selection(target, nodes)
        else:
            for need in field.metadata.get(NEEDS, (field.python_name,)):
                yield Pick(need, need)


def arguments(definition: GraphQLField, values: Mapping[str, Any]) -> dict[str, Any]:
    """Coerced arguments as the reads take them: python names, plain values, ids decoded, the filter's parts among them.

    Raises BadInput for an id that is malformed or of another type than its argument's.
    """
    found: dict[str, Any] = {}
    for name, given in values.items():
        kind = get_named_type(definition.args[name].type)
        if isinstance(kind, GraphQLInputObjectType):
            for part, item in (given or {}).items():
                found[to_snake_case(part)] = _plain(part, item, get_named_type(kind.fields[part].type))
        else:
            found[to_snake_case(name)] = _plain(name, given, kind)
    return found


def _plain(name: str, given: Any, kind: Any) -> Any:
    if isinstance(given, list):
        return [_plain(name, item, kind) for item in given]
    if isinstance(given, Enum):
        return given.value
    reference = REFERENCES.get(to_snake_case(name))
    if given is not None and kind is GraphQLID and reference:
        return local(given, reference, name)
    return given
