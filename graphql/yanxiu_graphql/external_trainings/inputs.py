"""Inputs of external training."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from yanxiu_core.external_trainings.inputs import TrainingInput
from yanxiu_graphql.external_trainings.types import TrainingForm, TrainingLevel
from yanxiu_graphql.global_ids import local


@strawberry.input(description="证书内容。What stands on the certificate.")
class ExternalTrainingContentInput:
    """As core's TrainingInput."""

    certificate: str = strawberry.field(description="证书编号。Known already for this person: corrects it.")
    project: str = strawberry.field(description="培训项目。What the training was.")
    level: TrainingLevel = strawberry.field(description="级别。Of which level.")
    organiser: str = strawberry.field(description="主办单位。Who held it.")
    starts_on: date = strawberry.field(description="开始日期。First day.")
    ends_on: date = strawberry.field(description="结束日期。Last day, not before the first and not ahead.")
    form: TrainingForm = strawberry.field(description="形式。How it was held.")
    hours: Decimal = strawberry.field(
        description="证书学时。Above 0, at most 12 for each day and 1000 in all."
    )
    scan_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="扫描件。The id from `uploadCreate`; without it a scan that is there stays.",
    )


@strawberry.input(description="登记校外培训的输入。Whose certificate, and what stands on it.")
class ExternalTrainingRegisterInput:
    """Input."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    content: ExternalTrainingContentInput = strawberry.field(description="证书内容。What stands on it.")


@strawberry.input(description="更正校外培训的输入。Which certificate, and what stands on it really.")
class ExternalTrainingCorrectInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="全局编号。The certificate's global id.")
    content: ExternalTrainingContentInput = strawberry.field(description="证书内容。What stands on it.")


@strawberry.input(description="撤销校外培训的输入。Which certificate, and why.")
class ExternalTrainingWithdrawInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="全局编号。The certificate's global id.")
    reason: str = strawberry.field(description="原因。Why; it is kept.")


@strawberry.input(description="审核校外培训的输入。Which certificates.")
class ExternalTrainingConfirmInput:
    """Input."""

    ids: list[strawberry.ID] = strawberry.field(description="全局编号。At most 500; all or none.")


@strawberry.input(description="退回校外培训的输入。Which certificates, and why.")
class ExternalTrainingReturnInput:
    """Input."""

    ids: list[strawberry.ID] = strawberry.field(description="全局编号。At most 500; all or none.")
    reason: str = strawberry.field(description="原因。Why; whoever registered them reads it.")


def content_of(given: Any) -> TrainingInput:
    """Core's input."""
    content = given.content
    return TrainingInput(
        certificate=content.certificate,
        project=content.project,
        level=content.level.value,
        organiser=content.organiser,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        form=content.form.value,
        hours=content.hours,
        file_id=local(content.scan_id, "Upload", "content.scanId") if content.scan_id else None,
    )
