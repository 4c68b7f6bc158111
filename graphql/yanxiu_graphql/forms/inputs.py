"""Answers as mutations take them."""

from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from yanxiu_core.forms.answers import FormAnswers
from yanxiu_graphql.global_ids import FORM_REFERENCES, local


@strawberry.input(
    description="填写的内容。Answers to a form; ids in them are global ids of this API, an upload's for a file."
)
class FormAnswersInput:
    """As core's FormAnswers."""

    values: JSON = strawberry.field(description="内容。The answers by the form's names, as its schema says.")
    version: strawberry.ID | None = strawberry.field(
        default=None,
        description="版本。The version that was filled in; without it, the current one of the kind's form.",
    )


def answers(given: FormAnswersInput, field: str = "answers") -> FormAnswers:
    """What the service takes. Raises BadInput for a malformed version."""
    version = local(given.version, "FormVersion", f"{field}.version") if given.version else None
    return FormAnswers(given.values, version, _identify)


def _identify(kind: str, value: str, field: str) -> UUID:
    return local(value, FORM_REFERENCES[kind], field)
