"""The weight of a document: how many objects it may return, found before validation and in linear time.

A scalar weighs 0, an object 1; a `...Connection` repeats its `edges` and `nodes` by page size, a list field with an
argument `ids` repeats by their number, and nesting multiplies. Every fragment is measured once, however often it is
spread, because fragments that spread each other twice would otherwise take exponential time.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    value_from_ast_untyped,
)

from yanxiu_graphql.limits.limits import Limits, too_deep, too_heavy, too_many_aliases

PAGE = 20  # `first` of a connection when neither `first` nor `last` is given
# A look at the schema itself. Real introspection returns thousands of objects, but its size does not depend on the
# tenant's data: a flat price, again for each alias inside, and MaxIntrospectionDepthRule bounds its nesting.
INTROSPECTION = 1_000


class Weight(NamedTuple):
    """What an operation asks for: objects at most, nested fields, aliases."""

    objects: int
    depth: int
    aliases: int


class _Measure(NamedTuple):
    """A selection: objects that appear once, objects per item of the connection around it, depth, aliases."""

    once: int = 0
    each: int = 0
    depth: int = 0
    aliases: int = 0

    def beside(self, other: "_Measure") -> "_Measure":
        """Both in one selection set."""
        return _Measure(
            self.once + other.once,
            self.each + other.each,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
        )


class _Scale:
    """Measures one operation of one document; holds the fragments that were measured."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = dict(variables)
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._measured: dict[str, _Measure] = {}

    def selections(self, node: SelectionSetNode | None, parent: GraphQLNamedType | None) -> _Measure:
        total = _Measure()
        for selection in node.selections if node else ():
            total = total.beside(self._selection(selection, parent))
        return total

    def _selection(self, node: SelectionNode, parent: GraphQLNamedType | None) -> _Measure:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        if isinstance(node, InlineFragmentNode) and node.type_condition:
            parent = self._schema.get_type(node.type_condition.name.value)
        return (
            self.selections(node.selection_set, parent)
            if isinstance(node, InlineFragmentNode)
            else _Measure()
        )

    def _fragment(self, name: str) -> _Measure:
        if name not in self._measured:
            self._measured[name] = (
                _Measure()
            )  # a fragment that spreads itself ends here; validation refuses it
            fragment = self._fragments.get(name)
            if fragment:
                parent = self._schema.get_type(fragment.type_condition.name.value)
                self._measured[name] = self.selections(fragment.selection_set, parent)
        return self._measured[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> _Measure:
        aliases = 1 if node.alias else 0
        definition = (
            self._schema.get_field(parent, node.name.value) if parent and is_composite_type(parent) else None
        )
        if definition is None or parent is None:  # unknown: validation says so
            inside = self.selections(node.selection_set, None)
            return _Measure(0, 0, inside.depth + 1, inside.aliases + aliases)
        target = get_named_type(definition.type)
        inside = self.selections(node.selection_set, target)
        aliases += inside.aliases
        if target.name.startswith("__"):
            price = 0 if parent.name.startswith("__") else INTROSPECTION * (1 + inside.aliases)
            return _Measure(price, 0, 1, aliases)
        if not is_composite_type(target):
            return _Measure(0, 0, 1, aliases)
        depth = inside.depth + 1
        if parent.name.endswith("Connection") and node.name.value in {"edges", "nodes"}:
            return _Measure(0, 1 + inside.once, depth, aliases)
        if target.name.endswith("Connection"):
            return _Measure(1 + inside.once + self._page(node) * inside.each, 0, depth, aliases)
        return _Measure(self._times(node, definition) * (1 + inside.once), 0, depth, aliases)

    def _page(self, node: FieldNode) -> int:
        for name in ("first", "last"):
            size = self._argument(node, name)
            if isinstance(size, int) and not isinstance(size, bool):
                return max(0, size)
        return PAGE

    def _times(self, node: FieldNode, definition: GraphQLField) -> int:
        ids = self._argument(node, "ids") if "ids" in definition.args else None
        return len(ids) if isinstance(ids, list) else 1

    def _argument(self, node: FieldNode, name: str) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return value_from_ast_untyped(argument.value, self._variables)
        return None


def weigh(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
) -> Weight:
    """Measure `operation`, which may still be invalid; `variables` are as sent.

    Raises QueryTooCostly when depth, aliases or weight pass `limits`.
    """
    defaults = {
        node.variable.name.value: value_from_ast_untyped(node.default_value)
        for node in operation.variable_definitions or ()
        if node.default_value
    }
    scale = _Scale(schema, document, {**defaults, **variables})
    try:
        total = scale.selections(operation.selection_set, schema.get_root_type(operation.operation))
    except RecursionError:  # a long chain of fragments; nothing shorter than the limit gets here
        raise too_deep(None, limits.depth) from None
    if total.depth > limits.depth:
        raise too_deep(total.depth, limits.depth)
    if total.aliases > limits.aliases:
        raise too_many_aliases(total.aliases, limits.aliases)
    if total.once > limits.weight:
        raise too_heavy(total.once, limits.weight)
    return Weight(total.once, total.depth, total.aliases)


def count_objects(data: Any) -> int:
    """The objects in a result's `data`, without the root itself."""
    found = -1 if isinstance(data, dict) else 0
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            found += 1
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return found
