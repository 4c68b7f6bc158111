"""Mutation `obligationRegister`."""

from decimal import Decimal
from enum import Enum

import strawberry

from yanxiu_core.obligations import service
from yanxiu_core.obligations.inputs import ObligationInput
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.obligations.enums import ObligationKind
from yanxiu_graphql.people.types import Person


@strawberry.enum(description="登记免减被拒的代码。Why an exception is refused.")
class ObligationErrorCode(Enum):
    """Codes of the domain's errors."""

    OBLIGATION_INVALID = strawberry.enum_value(
        "OBLIGATION_INVALID", description="内容有误。Kind, amount, document or approver is wrong."
    )
    POLICY_UNKNOWN = strawberry.enum_value("POLICY_UNKNOWN", description="没有此规则。No such rule.")
    POLICY_NOT_ADOPTED = strawberry.enum_value(
        "POLICY_NOT_ADOPTED", description="未采用。The county has not adopted its policy."
    )
    WINDOW_UNKNOWN = strawberry.enum_value("WINDOW_UNKNOWN", description="没有此时段。No such window.")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such person.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The county is being judged; try again.")


@strawberry.type(description="登记免减被拒。Why it was refused.")
class ObligationUserError(UserError):
    """With the noun's codes."""

    code: ObligationErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="登记免减的输入。What one person owes a rule in a window, by which document.")
class ObligationRegisterInput:
    """As core's ObligationInput."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    rule: str = strawberry.field(description="规则。The rule's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    kind: ObligationKind = strawberry.field(description="情形。What becomes of the requirement.")
    amount: Decimal | None = strawberry.field(
        default=None, description="数额。The share (0-1) or the figure; none for EXEMPT."
    )
    reason: str = strawberry.field(description="事由。Why.")
    document: str = strawberry.field(description="文号。The document that it rests on.")
    approver: str = strawberry.field(description="批准人。Who approved it.")


@strawberry.type(description="登记免减的结果。The person, or why it was refused.")
class ObligationRegisterPayload:
    """Payload."""

    person: Person | None = related("人员。As after the write; the person's verdicts follow at once.")
    user_errors: list[ObligationUserError] = stored("业务拒绝。Empty when it was done.")


def _register(request: RequestContext, given: ObligationRegisterInput) -> Payload:
    obligation = service.register(
        request.work,
        ObligationInput(
            person_id=local(given.person_id, "Person", "personId"),
            rule=given.rule,
            window=given.window,
            kind=str(given.kind.value),
            reason=given.reason,
            document=given.document,
            approver=given.approver,
            amount=given.amount,
        ),
    )
    return {"person": Changed("Person", obligation.person_id)}


@strawberry.type
class ObligationMutation:
    """`obligationRegister`."""

    obligation_register: ObligationRegisterPayload | None = mutation(
        "登记免减。Register a documented exception from a rule. Needs `policies.write`.",
        Command(_register, ObligationErrorCode),
        ObligationRegisterInput,
    )
