"""How mutations run: each field in a savepoint of its own, which a refusal or a failure rolls back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info
from strawberry.utils.str_converters import to_camel_case

from yanxiu_core.database.undoing import undoing
from yanxiu_core.errors import DomainError, Forbidden
from yanxiu_core.forms.errors import AnswersInvalid
from yanxiu_core.reads.selection import Selection
from yanxiu_core.work import Work
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import root
from yanxiu_graphql.reading import one, several
from yanxiu_graphql.selection import Asked

DATA = {"options", "parameters", "settings"}
"""Below these fields of an input stand names that a policy or plugin has given: they are told as they are."""


@strawberry.interface(description="业务拒绝。Why a mutation was refused; then it changed nothing.")
class UserError:
    """What all refusals have; each noun adds its codes."""

    field: list[str] | None = strawberry.field(
        description="字段路径。The input's part that is wrong, as a path; null where it is none in particular."
    )
    message: str = strawberry.field(
        description="说明。What is wrong and what to do, in the caller's language."
    )

    @classmethod
    def is_type_of(cls, *_: Any) -> bool:
        """Payloads name the type."""
        return True


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that a mutation wrote, to be read again after the write."""

    noun: str
    id: UUID


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Rows of a noun that a mutation wrote, to be read again after the write, in this order."""

    noun: str
    ids: tuple[UUID, ...]


Payload = Mapping[str, Changed | ChangedRows | Any]
"""By the payload's python names: rows to read again, and plain values."""


@dataclass(frozen=True, slots=True)
class Command:
    """A mutation: what it runs, which codes its refusals have, and what the service's fields are called in its input
    (a dot leads into an object of it).
    """

    run: Callable[[RequestContext, Any], Payload]
    codes: type[Enum]
    names: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, info: Info[RequestContext, None], *, input: Any) -> dict[str, Any]:  # noqa: A002 - the argument's name
        """Run within a savepoint; what is left of it is the payload.

        Forbidden and what is no refusal of this noun become errors of the field; they too leave nothing behind.
        """
        # A fresh unit of work: the moment taken by a command that was rolled back must not serve the next one.
        request = replace(info.context, work=replace(info.context.work))
        selection = Asked(info).pick().of or ()
        try:
            with request.work.session.begin_nested(), undoing(request.work.session):
                changed = self._run(request, input)
                request.work.session.flush()
                return _read(request, selection, {"user_errors": [], **changed})
        except _Refused as refused:
            return {
                **{pick.key: None for pick in selection},
                "user_errors": self._errors(request.work, refused),
            }

    def _run(self, request: RequestContext, given: Any) -> Payload:
        try:
            return self.run(request, given)
        except Forbidden:
            raise
        except DomainError as error:
            code = self._code(error)
            if code is None:
                raise
            raise _Refused(error, code) from error

    def _code(self, error: DomainError) -> str | None:
        """The error's own code, or that of the kind of error it is, as far as clients of this noun know it."""
        known = {member.value for member in self.codes}
        codes = (getattr(kind, "code", None) for kind in type(error).__mro__)
        return next((code for code in codes if code in known), None)

    def _errors(self, work: Work, refused: "_Refused") -> list[dict[str, Any]]:
        """The refusal; answers to a form tell every place that is wrong, under the form's own names."""
        if isinstance(refused.error, AnswersInvalid):
            return [
                {
                    "field": [*self._path(refused.error.field), *problem.path],
                    "message": problem.en if work.language.lower().startswith("en") else problem.zh,
                    "code": refused.code,
                }
                for problem in refused.error.problems
            ]
        path = refused.error.details.get("field")
        return [
            {
                "field": self._path(str(path)) if path else None,
                "message": refused.error.message(work.language),
                "code": refused.code,
            }
        ]

    def _path(self, field: str) -> list[str]:
        parts = field.split(".")
        own = next((place for place, part in enumerate(parts, start=1) if part in DATA), len(parts))
        named = (self.names.get(part, to_camel_case(part)) for part in parts[:own])
        return ["input", *(step for path in named for step in path.split(".")), *parts[own:]]


class _Refused(Exception):
    def __init__(self, error: DomainError, code: str) -> None:
        super().__init__(code)
        self.error = error
        self.code = code


def mutation(description: str, command: Command, input_type: type) -> Any:
    """A field of Mutation with its one argument `input`."""
    given = StrawberryArgument(
        "input", None, StrawberryAnnotation(input_type), description="输入。What to do."
    )
    return root(command, description, given)


def _read(request: RequestContext, selection: Selection, payload: Payload) -> dict[str, Any]:
    """The payload by keys; rows are read after the write, in its transaction, with what was selected of them."""
    found: dict[str, Any] = {}
    for pick in selection:
        item = payload[pick.field]
        if isinstance(item, Changed):
            item = one(request, item.noun, item.id, pick.of or ())
        elif isinstance(item, ChangedRows):
            rows = several(request, item.noun, item.ids, pick.of or ())
            item = [rows[row_id] for row_id in item.ids if row_id in rows]
        found[pick.key] = item
    return found
