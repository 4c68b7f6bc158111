"""Mutations `evidenceRecord` and `evidenceRevise`."""

from datetime import date
from enum import Enum
from uuid import UUID

import strawberry

from yanxiu_core.evidence import service
from yanxiu_graphql.activities.mutations import activity_id
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.evidence.types import Evidence
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.forms.inputs import FormAnswersInput, answers
from yanxiu_graphql.global_ids import local


@strawberry.enum(description="登记材料被拒的代码。Why evidence is refused.")
class EvidenceErrorCode(Enum):
    """Codes of the domain's errors."""

    INVALID = strawberry.enum_value("INVALID", description="内容有误。Text, file or kind are wrong.")
    IMAGE_INVALID = strawberry.enum_value(
        "IMAGE_INVALID",
        description="图片有误。A file that says it is a picture is none, is damaged or too large.",
    )
    ANSWERS_INVALID = strawberry.enum_value(
        "ANSWERS_INVALID", description="填写有误。The answers do not fit their form version."
    )
    FORM_INVALID = strawberry.enum_value(
        "FORM_INVALID", description="表单不符。The version named is not one of this kind's form."
    )
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such person, activity, file or piece of evidence."
    )
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。It does not fit what is recorded.")


@strawberry.type(description="登记材料被拒。Why it was refused.")
class EvidenceUserError(UserError):
    """With the noun's codes."""

    code: EvidenceErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="登记材料的输入。A piece of evidence: a text, or a file that was uploaded.")
class EvidenceRecordInput:
    """As core's NewEvidence."""

    person_id: strawberry.ID = strawberry.field(description="人员。Whose it is.")
    kind: str = strawberry.field(
        description="类型。A word of the county (蹲点日记, 教学反思, ...), or the code of a plugin's kind."
    )
    title: str = strawberry.field(description="题目。Its title.")
    on_date: date = strawberry.field(description="日期。The day of the work, not of the entry.")
    body: str | None = strawberry.field(default=None, description="正文。The text, or:")
    upload_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="文件。An own upload that was put; a picture is decoded and kept without metadata, a PDF must be one.",
    )
    activity_id: strawberry.ID | None = strawberry.field(
        default=None, description="活动。The activity it belongs to."
    )
    answers: FormAnswersInput | None = strawberry.field(
        default=None, description="填写的表单。Answers to its form; a text or file may come with them."
    )


@strawberry.input(description="修改材料的输入。A new version of a piece of evidence.")
class EvidenceReviseInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="材料。The global id of its present version.")
    title: str = strawberry.field(description="题目。Its title.")
    on_date: date = strawberry.field(description="日期。The day of the work.")
    body: str | None = strawberry.field(
        default=None, description="正文。The text, or a file; neither given: as they are."
    )
    upload_id: strawberry.ID | None = strawberry.field(
        default=None, description="文件。An own upload that was put."
    )
    answers: FormAnswersInput | None = strawberry.field(
        default=None,
        description="填写的表单。Answers to its form; a text or file may come with them. Not given: as they are.",
    )


@strawberry.type(description="登记材料的结果。The evidence, or why it was refused.")
class EvidenceRecordPayload:
    """Payload."""

    evidence: Evidence | None = related("材料。As after the write.")
    user_errors: list[EvidenceUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="修改材料的结果。The new version, or why it was refused.")
class EvidenceRevisePayload:
    """Payload."""

    evidence: Evidence | None = related("材料。As after the write.")
    user_errors: list[EvidenceUserError] = stored("业务拒绝。Empty when it was done.")


NAMES = {"fileId": "uploadId"}


def _record(request: RequestContext, given: EvidenceRecordInput) -> Payload:
    new = service.NewEvidence(
        person_id=local(given.person_id, "Person", "personId"),
        kind=given.kind,
        title=given.title,
        on_date=given.on_date,
        body=given.body,
        file_id=_file(given.upload_id),
        activity_id=activity_id(given.activity_id, "activityId") if given.activity_id else None,
        answers=answers(given.answers) if given.answers else None,
    )
    return {"evidence": Changed("Evidence", service.record(request.work, new).id)}


def _revise(request: RequestContext, given: EvidenceReviseInput) -> Payload:
    filled = answers(given.answers) if given.answers else None
    content = service.Content(given.title, given.on_date, given.body, _file(given.upload_id), filled)
    done = service.revise_version(request.work, local(given.id, "Evidence"), content)
    return {"evidence": Changed("Evidence", done.id)}


def _file(text: str | None) -> UUID | None:
    return local(text, "Upload", "uploadId") if text else None


@strawberry.type
class EvidenceMutation:
    """`evidenceRecord` and `evidenceRevise`."""

    evidence_record: EvidenceRecordPayload | None = mutation(
        "登记材料。Record a text or file; lines and verdicts follow at once. Needs `evidence.write`, for one's own or all.",
        Command(_record, EvidenceErrorCode, NAMES),
        EvidenceRecordInput,
    )
    evidence_revise: EvidenceRevisePayload | None = mutation(
        "修改材料。Record a new version; the one before is kept. Needs `evidence.write`, for one's own or all.",
        Command(_revise, EvidenceErrorCode, NAMES),
        EvidenceReviseInput,
    )
