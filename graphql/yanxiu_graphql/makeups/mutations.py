"""Mutations of 补学: `makeupDecide` and `makeupWithdraw`."""

from enum import Enum

import strawberry

from yanxiu_core.makeups import service
from yanxiu_graphql.activities.mutations import activity_id
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.people.types import Person


@strawberry.enum(description="补学操作被拒的代码。Why a decision is refused.")
class MakeupErrorCode(Enum):
    """Codes of the domain's errors."""

    MAKEUP_INVALID = strawberry.enum_value(
        "MAKEUP_INVALID", description="内容有误。Activity, window, document, approver or reason is wrong."
    )
    POLICY_UNKNOWN = strawberry.enum_value("POLICY_UNKNOWN", description="没有此策略。No such policy.")
    POLICY_NOT_ADOPTED = strawberry.enum_value("POLICY_NOT_ADOPTED", description="未采用。Not adopted here.")
    WINDOW_UNKNOWN = strawberry.enum_value("WINDOW_UNKNOWN", description="没有此时段。No such window.")
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such person, activity or decision."
    )
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。It does not fit what is recorded.")


@strawberry.type(description="补学操作被拒。Why it was refused.")
class MakeupUserError(UserError):
    """With the noun's codes."""

    code: MakeupErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="补学认定的输入。Whose activity counts in which window, by which document.")
class MakeupDecideInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    activity_id: strawberry.ID = strawberry.field(description="活动。The activity's global id.")
    window: str = strawberry.field(description="时段。The key of the window in which it counts.")
    document: str = strawberry.field(description="文号。The document that it rests on.")
    approver: str = strawberry.field(description="批准人。Who approved it.")
    reason: str = strawberry.field(default="", description="事由。Why; may be empty.")


@strawberry.input(description="撤销补学的输入。Which decision, and why.")
class MakeupWithdrawInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    activity_id: strawberry.ID = strawberry.field(description="活动。The activity's global id.")
    reason: str = strawberry.field(description="原因。Why; it is kept.")


@strawberry.type(description="补学认定的结果。The person, or why it was refused.")
class MakeupDecidePayload:
    """Payload."""

    person: Person | None = related("人员。As after the write; the person's verdicts follow at once.")
    user_errors: list[MakeupUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="撤销补学的结果。The person, or why it was refused.")
class MakeupWithdrawPayload:
    """Payload."""

    person: Person | None = related("人员。As after the write; the person's verdicts follow at once.")
    user_errors: list[MakeupUserError] = stored("业务拒绝。Empty when it was done.")


def _decide(request: RequestContext, given: MakeupDecideInput) -> Payload:
    person, activity = (
        local(given.person_id, "Person", "personId"),
        activity_id(given.activity_id, "activityId"),
    )
    words = (given.window, given.document, given.approver, given.reason)
    makeup = service.decide(request.work, given.policy, person, activity, *words)
    return {"person": Changed("Person", makeup.person_id)}


def _withdraw(request: RequestContext, given: MakeupWithdrawInput) -> Payload:
    person, activity = (
        local(given.person_id, "Person", "personId"),
        activity_id(given.activity_id, "activityId"),
    )
    makeup = service.withdraw(request.work, given.policy, person, activity, given.reason)
    return {"person": Changed("Person", makeup.person_id)}


@strawberry.type
class MakeupMutation:
    """`makeupDecide` and `makeupWithdraw`."""

    makeup_decide: MakeupDecidePayload | None = mutation(
        "补学认定。Count an activity in a window that is closed, by a document. Needs `policies.write`.",
        Command(_decide, MakeupErrorCode),
        MakeupDecideInput,
    )
    makeup_withdraw: MakeupWithdrawPayload | None = mutation(
        "撤销补学。Withdraw a decision: the lines count by their date again. Needs `policies.write`.",
        Command(_withdraw, MakeupErrorCode),
        MakeupWithdrawInput,
    )
