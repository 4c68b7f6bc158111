"""Mutations of external training."""

from collections.abc import Sequence
from enum import Enum
from uuid import UUID

import strawberry

from yanxiu_core.external_trainings import decisions, service
from yanxiu_core.external_trainings.models import ExternalTraining as Row
from yanxiu_graphql.commands import Changed, ChangedRows, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.external_trainings.inputs import (
    ExternalTrainingConfirmInput,
    ExternalTrainingCorrectInput,
    ExternalTrainingRegisterInput,
    ExternalTrainingReturnInput,
    ExternalTrainingWithdrawInput,
    content_of,
)
from yanxiu_graphql.external_trainings.types import ExternalTraining
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local

NOUN = "ExternalTraining"


@strawberry.enum(description="校外培训操作被拒的代码。Why it is refused.")
class ExternalTrainingErrorCode(Enum):
    """Codes of the domain's errors."""

    TRAINING_INVALID = strawberry.enum_value(
        "TRAINING_INVALID",
        description="内容有误。Number, dates, hours, level or reason is wrong, or does not fit another certificate.",
    )
    TRAINING_STATE = strawberry.enum_value(
        "TRAINING_STATE", description="状态不允许。It has been decided on, returned or withdrawn."
    )
    TRAINING_OWN = strawberry.enum_value(
        "TRAINING_OWN", description="本人的证书。Nobody decides on a certificate of his own."
    )
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such person, certificate or upload."
    )
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The upload has not arrived.")


@strawberry.type(description="校外培训操作被拒。Why it was refused.")
class ExternalTrainingUserError(UserError):
    """With the noun's codes."""

    code: ExternalTrainingErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.type(description="登记校外培训的结果。The certificate, or why it was refused.")
class ExternalTrainingRegisterPayload:
    """Payload."""

    training: ExternalTraining | None = related("校外培训。As after the write; verdicts follow at once.")
    user_errors: list[ExternalTrainingUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="更正校外培训的结果。The certificate, or why it was refused.")
class ExternalTrainingCorrectPayload:
    """Payload."""

    training: ExternalTraining | None = related("校外培训。As after the write; verdicts follow at once.")
    user_errors: list[ExternalTrainingUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="撤销校外培训的结果。The certificate, or why it was refused.")
class ExternalTrainingWithdrawPayload:
    """Payload."""

    training: ExternalTraining | None = related("校外培训。As after the write; verdicts follow at once.")
    user_errors: list[ExternalTrainingUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="审核校外培训的结果。The certificates, or why it was refused.")
class ExternalTrainingConfirmPayload:
    """Payload."""

    trainings: list[ExternalTraining] | None = related(
        "校外培训。In the order of the ids; null when refused."
    )
    user_errors: list[ExternalTrainingUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="退回校外培训的结果。The certificates, or why it was refused.")
class ExternalTrainingReturnPayload:
    """Payload."""

    trainings: list[ExternalTraining] | None = related(
        "校外培训。In the order of the ids; null when refused."
    )
    user_errors: list[ExternalTrainingUserError] = stored("业务拒绝。Empty when it was done.")


def _register(request: RequestContext, given: ExternalTrainingRegisterInput) -> Payload:
    person = local(given.person_id, "Person", "personId")
    return _changed(service.register(request.work, person, content_of(given)))


def _correct(request: RequestContext, given: ExternalTrainingCorrectInput) -> Payload:
    return _changed(service.correct(request.work, local(given.id, NOUN), content_of(given)))


def _withdraw(request: RequestContext, given: ExternalTrainingWithdrawInput) -> Payload:
    return _changed(decisions.withdraw(request.work, local(given.id, NOUN), given.reason))


def _confirm(request: RequestContext, given: ExternalTrainingConfirmInput) -> Payload:
    return _all(decisions.confirm(request.work, _series(given.ids)))


def _return(request: RequestContext, given: ExternalTrainingReturnInput) -> Payload:
    return _all(decisions.send_back(request.work, _series(given.ids), given.reason))


def _series(ids: Sequence[str]) -> list[UUID]:
    return [local(text, NOUN, f"ids.{index}") for index, text in enumerate(ids)]


def _changed(row: Row) -> Payload:
    return {"training": Changed(NOUN, row.series_id)}


def _all(rows: Sequence[Row]) -> Payload:
    return {"trainings": ChangedRows(NOUN, tuple(row.series_id for row in rows))}


NAMES = {
    **{name: f"content.{name}" for name in ("certificate", "project", "level", "organiser", "form", "hours")},
    "starts_on": "content.startsOn",
    "ends_on": "content.endsOn",
    "fileId": "content.scanId",
}
"""Where the service's fields stand in the input."""


@strawberry.type
class ExternalTrainingMutation:
    """`externalTrainingRegister`, `...Correct`, `...Withdraw`, `...Confirm` and `...Return`."""

    external_training_register: ExternalTrainingRegisterPayload | None = mutation(
        "登记校外培训。Register a certificate; it counts at once, as far as it is assured: one's own awaits confirmation. "
        "The same again is nothing. Needs `trainings.write`.",
        Command(_register, ExternalTrainingErrorCode, NAMES),
        ExternalTrainingRegisterInput,
    )
    external_training_correct: ExternalTrainingCorrectPayload | None = mutation(
        "更正校外培训。Correct a certificate, its number too; what was decided on is returned first. Needs `trainings.write`.",
        Command(_correct, ExternalTrainingErrorCode, NAMES),
        ExternalTrainingCorrectInput,
    )
    external_training_withdraw: ExternalTrainingWithdrawPayload | None = mutation(
        "撤销校外培训。Withdraw a certificate registered by mistake: its lines are reversed. Needs `trainings.write`.",
        Command(_withdraw, ExternalTrainingErrorCode),
        ExternalTrainingWithdrawInput,
    )
    external_training_confirm: ExternalTrainingConfirmPayload | None = mutation(
        "审核校外培训。Confirm certificates: a school's word reviews, the county's certifies. Needs `trainings.confirm`.",
        Command(_confirm, ExternalTrainingErrorCode),
        ExternalTrainingConfirmInput,
    )
    external_training_return: ExternalTrainingReturnPayload | None = mutation(
        "退回校外培训。Return certificates with the reason; they count again once corrected. Needs `trainings.confirm`.",
        Command(_return, ExternalTrainingErrorCode),
        ExternalTrainingReturnInput,
    )
