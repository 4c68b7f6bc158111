"""Documents, parsed and validated once and then remembered."""

import math
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NoReturn

from graphql import (
    DocumentNode,
    FloatValueNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    StringValueNode,
    ValueNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from yanxiu_graphql.limits.limits import Limits, too_long, unparsable

_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_DIGITS = 1_000  # the interpreter refuses to convert more than 4,300


class DocumentRefused(Exception):
    """The document (or its variables) is not valid for the schema; nothing ran. `errors` carry their code."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        """Put `code` on each error."""
        super().__init__(code)
        self.errors = errors
        for error in errors:
            error.extensions = {**(error.extensions or {}), "code": code}


class Documents:
    """Up to `count` documents by their text, of `characters` in all; shared by the threads of a process.

    A parsed document takes a hundred times its text, so the second bound is the one on memory.
    """

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, *, count: int = 1_000, characters: int = 1_000_000
    ) -> None:
        """Start empty."""
        self._schema = schema
        self._limits = limits
        self._count = count
        self._characters = characters
        self._held = 0
        self._known: OrderedDict[str, DocumentNode] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str, weigh: Callable[[DocumentNode], object]) -> DocumentNode:
        """The valid document of `text`; `weigh` is called in every case, and before validation.

        Raises QueryTooCostly, DocumentRefused, and whatever `weigh` raises.
        """
        with self._lock:
            known = self._known.get(text)
            if known:
                self._known.move_to_end(text)
        if known:
            weigh(known)
            return known
        document = self._parse(text)
        weigh(document)
        if errors := validate(self._schema, document, _RULES):
            raise DocumentRefused("GRAPHQL_VALIDATION_FAILED", errors)
        self._keep(text, document)
        return document

    def __len__(self) -> int:
        """How many documents are held."""
        return len(self._known)

    def _parse(self, text: str) -> DocumentNode:
        limits = self._limits
        if len(text) > limits.characters:
            raise too_long(len(text), limits.characters)
        try:
            document = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
        except GraphQLError as error:
            if error.message.endswith(
                "Parsing aborted."
            ):  # tokens, comments or nesting: all the parser's limits
                raise unparsable(error.message, limits) from None
            raise DocumentRefused("GRAPHQL_PARSE_FAILED", [error]) from None
        visit(document, _Literals())
        return document

    def _keep(self, text: str, document: DocumentNode) -> None:
        with self._lock:
            if text in self._known:
                return
            self._known[text] = document
            self._held += len(text)
            while len(self._known) > self._count or self._held > self._characters:
                oldest, _ = self._known.popitem(last=False)
                self._held -= len(oldest)


class _Literals(Visitor):
    """Refuses literals that can be written and not be passed on: a NUL, and numbers beyond a float."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:
            _refuse("A string must not hold the character NUL (U+0000) / 字符串不能含有 NUL 字符", node)

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        if len(node.value) > _DIGITS:
            _refuse("The number is too large / 数值过大", node)

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        if not math.isfinite(float(node.value)):
            _refuse("The number is too large / 数值过大", node)


def _refuse(message: str, node: ValueNode) -> NoReturn:
    raise DocumentRefused("BAD_USER_INPUT", [GraphQLError(message, node)])
