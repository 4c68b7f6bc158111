"""From parameters to an operation that may run, and running it.

strawberry builds the schema; its executor and extensions are not used, so that a document which was validated before
is not parsed and validated again. Resolvers, `Info`, permissions and field extensions of strawberry live in the
schema's fields and work all the same.
"""

from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_variable_values,
)

from yanxiu_graphql.http.documents import DocumentRefused, Documents
from yanxiu_graphql.http.errors import MethodNotAllowed, RequestRefused
from yanxiu_graphql.http.gateway import Operation
from yanxiu_graphql.http.parameters import Parameters
from yanxiu_graphql.limits.limits import Limits
from yanxiu_graphql.limits.weight import Weight, weigh


class Preparation:
    """Everything that stands before execution; one for the process."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        """Keep schema and limits, with an empty store of documents."""
        self._schema = schema
        self._limits = limits
        self.documents = Documents(schema, limits)

    def prepare(self, parameters: Parameters, *, may_mutate: bool) -> tuple[Operation, Weight]:
        """Parse, select, weigh, validate and coerce, in this order.

        Raises QueryTooCostly, DocumentRefused, MethodNotAllowed (a mutation by GET) or RequestRefused.
        """
        found: list[tuple[OperationDefinitionNode, Weight]] = []

        def weigh_selected(document: DocumentNode) -> None:
            definition = select(document, parameters.operation_name)
            refuse_kind(definition, may_mutate=may_mutate)
            weight = weigh(self._schema, document, definition, parameters.variables, self._limits)
            found.append((definition, weight))

        document = self.documents.get(parameters.query, weigh_selected)
        definition, weight = found[0]
        coerce(self._schema, definition, parameters)
        return Operation(document, definition, parameters.variables), weight


def select(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation called `name`, or the only one. Raises DocumentRefused."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name is not None:
        operations = [node for node in operations if node.name and node.name.value == name]
    if len(operations) == 1:
        return operations[0]
    if name is not None:
        message = (
            f"Unknown operation named '{name}'." if not operations else f"Operation '{name}' is not unique."
        )
    elif operations:
        message = "Must provide operation name if the document has multiple operations."
    else:
        message = "The document has no operation."
    raise DocumentRefused("GRAPHQL_VALIDATION_FAILED", [GraphQLError(message)])


def refuse_kind(definition: OperationDefinitionNode, *, may_mutate: bool) -> None:
    """Refuse a mutation where it may not run, and subscriptions.

    Raises MethodNotAllowed or RequestRefused.
    """
    if definition.operation is OperationType.SUBSCRIPTION:
        raise RequestRefused(
            "此地址不支持订阅 (subscription)，请改用轮询查询。",
            "Subscriptions are not served at this address; poll with a query.",
        )
    if definition.operation is OperationType.MUTATION and not may_mutate:
        raise MethodNotAllowed(
            "GET 请求不能执行 mutation，请改用 POST。",
            "A GET request cannot run a mutation; use POST.",
            allow="POST",
        )


def coerce(schema: GraphQLSchema, definition: OperationDefinitionNode, parameters: Parameters) -> None:
    """Check the variables before a transaction is opened. Raises DocumentRefused (BAD_USER_INPUT)."""
    result = get_variable_values(
        schema, definition.variable_definitions or (), dict(parameters.variables), max_errors=50
    )
    if isinstance(result, list):
        raise DocumentRefused("BAD_USER_INPUT", result)


def run(
    schema: GraphQLSchema, operation: Operation, context: Any = None, root: Any = None
) -> ExecutionResult:
    """Execute a prepared operation with synchronous resolvers; for the Gateway, inside its transaction."""
    return execute_sync(
        schema,
        operation.document,
        root_value=root,
        context_value=context,
        variable_values=dict(operation.variables),
        operation_name=operation.name,
    )
