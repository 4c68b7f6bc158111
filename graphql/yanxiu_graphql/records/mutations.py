"""Mutations of records: `recordRegister`, `recordConfirm`, `recordWithdraw`."""

from datetime import date, time
from decimal import Decimal
from enum import Enum
from uuid import UUID

import strawberry

from yanxiu_core.records import confirmation, service
from yanxiu_core.records.inputs import RecordInput
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.forms.inputs import FormAnswersInput, answers
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.records.types import Record


@strawberry.enum(description="登记台账被拒的代码。Why a record is refused.")
class RecordErrorCode(Enum):
    """Codes of the domain's errors."""

    RECORD_INVALID = strawberry.enum_value("RECORD_INVALID", description="内容有误。An entry is wrong.")
    RECORD_WITHDRAWN = strawberry.enum_value(
        "RECORD_WITHDRAWN", description="已撤销。The number belongs to a withdrawn record."
    )
    RECORD_NOT_CONFIRMABLE = strawberry.enum_value(
        "RECORD_NOT_CONFIRMABLE",
        description="不能由您确认。It needs no confirmation, is one's own, or is confirmed by another unit.",
    )
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such person, unit, activity or record."
    )
    ANSWERS_INVALID = strawberry.enum_value(
        "ANSWERS_INVALID", description="填写有误。Answers do not fit their form version."
    )
    FORM_INVALID = strawberry.enum_value(
        "FORM_INVALID", description="表单不符。The version named is not one of this kind's form."
    )
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。It does not fit what is recorded.")


@strawberry.type(description="登记台账被拒。Why it was refused.")
class RecordUserError(UserError):
    """With the noun's codes."""

    code: RecordErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="一条台账。An entry of a person or of a unit.")
class RecordEntryInput:
    """As core's RecordInput."""

    kind: str = strawberry.field(
        description="类型。A word that rules name, or the code of a plugin's kind, whose form is then filled in."
    )
    on_date: date = strawberry.field(description="日期。The day of the thing.")
    person_id: strawberry.ID | None = strawberry.field(default=None, description="人员。Whose it is, or:")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="单位。The unit whose it is.")
    number: str = strawberry.field(
        default="", description="编号。Known already: corrects; empty: one is made."
    )
    at: time | None = strawberry.field(default=None, description="时刻。Local time at which it began.")
    title: str = strawberry.field(default="", description="名称。Its title; may be empty.")
    measure: str = strawberry.field(default="count", description="计量。What `amount` measures.")
    amount: Decimal | None = strawberry.field(default=None, description="数量。How much of the measure.")
    item: str = strawberry.field(default="", description="事项。What it is about: a topic, an issue.")
    category: str = strawberry.field(default="", description="类别。A category; may be empty.")
    role: str = strawberry.field(default="", description="角色。A role; may be empty.")
    fields: list[str] = strawberry.field(
        default_factory=list, description="已填栏目。The fields of its form that are filled in."
    )
    activity_id: strawberry.ID | None = strawberry.field(default=None, description="活动。In which activity.")
    at_unit_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="所在单位。Where it took place, or the unit that it is about; then no `item`.",
    )
    answers: FormAnswersInput | None = strawberry.field(
        default=None,
        description="填写的表单。Answers to its kind's form, or to the form whose version they name.",
    )


@strawberry.input(description="登记台账的输入。Entries, written as one set.")
class RecordRegisterInput:
    """Input."""

    records: list[RecordEntryInput] = strawberry.field(description="台账。At most 5000 entries.")


@strawberry.type(description="登记台账的结果。What was recorded, or why it was refused.")
class RecordRegisterPayload:
    """Payload."""

    added: int | None = stored("新增。Entries that are new; null when refused.")
    corrected: int | None = stored("更正。Entries known with other content; null when refused.")
    unchanged: int | None = stored("未变。Entries known already; null when refused.")
    numbers: list[str] | None = stored("编号。Of the entries, in their order; null when refused.")
    user_errors: list[RecordUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="确认台账的输入。Which records; all of them or none.")
class RecordConfirmInput:
    """Input."""

    numbers: list[str] = strawberry.field(description="编号。The records' numbers, at most 5000.")


@strawberry.input(description="撤销台账的输入。Which record, and why.")
class RecordWithdrawInput:
    """Input."""

    number: str = strawberry.field(description="编号。The record's number.")
    reason: str = strawberry.field(description="原因。Why; it is kept.")


@strawberry.type(description="确认台账的结果。How many were confirmed, or why it was refused.")
class RecordConfirmPayload:
    """Payload."""

    confirmed: int | None = stored("已确认。Records that were not confirmed before; null when refused.")
    user_errors: list[RecordUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="撤销台账的结果。The record, or why it was refused.")
class RecordWithdrawPayload:
    """Payload."""

    record: Record | None = related("台账。As after the write.")
    user_errors: list[RecordUserError] = stored("业务拒绝。Empty when it was done.")


def _confirm(request: RequestContext, given: RecordConfirmInput) -> Payload:
    return {"confirmed": confirmation.confirm(request.work, given.numbers)}


def _withdraw(request: RequestContext, given: RecordWithdrawInput) -> Payload:
    return {"record": Changed("Record", service.withdraw(request.work, given.number, given.reason).id)}


def _register(request: RequestContext, given: RecordRegisterInput) -> Payload:
    entries = [_entry(index, item) for index, item in enumerate(given.records)]
    done = service.register_many(request.work, entries)
    return {
        "added": done.added,
        "corrected": done.corrected,
        "unchanged": done.unchanged,
        "numbers": list(done.numbers),
    }


def _entry(index: int, given: RecordEntryInput) -> RecordInput:
    def reference(text: str | None, kind: str, field: str) -> UUID | None:
        return local(text, kind, f"records.{index}.{field}") if text else None

    return RecordInput(
        kind=given.kind,
        on_date=given.on_date,
        person_id=reference(given.person_id, "Person", "personId"),
        unit_id=reference(given.unit_id, "OrgUnit", "unitId"),
        number=given.number,
        at=given.at,
        title=given.title,
        measure=given.measure,
        amount=given.amount,
        item=given.item,
        category=given.category,
        role=given.role,
        fields=tuple(given.fields),
        activity_id=reference(given.activity_id, "Activity", "activityId"),
        at_unit_id=reference(given.at_unit_id, "OrgUnit", "atUnitId"),
        answers=answers(given.answers, f"records.{index}.answers") if given.answers else None,
    )


@strawberry.type
class RecordMutation:
    """`recordRegister`, `recordConfirm` and `recordWithdraw`."""

    record_register: RecordRegisterPayload | None = mutation(
        "登记台账。Register records; lines and verdicts follow at once. Needs `activities.write`, or for one's own `evidence.write`.",
        Command(_register, RecordErrorCode),
        RecordRegisterInput,
    )
    record_confirm: RecordConfirmPayload | None = mutation(
        "确认台账。The unit where it took place confirms it, never the person whose it is; only then rules count it. "
        "Needs `activities.confirm` there.",
        Command(_confirm, RecordErrorCode),
        RecordConfirmInput,
    )
    record_withdraw: RecordWithdrawPayload | None = mutation(
        "撤销台账。Withdraw a record: its lines are reversed, visibly. By its owner, or the unit that confirms it.",
        Command(_withdraw, RecordErrorCode),
        RecordWithdrawInput,
    )
