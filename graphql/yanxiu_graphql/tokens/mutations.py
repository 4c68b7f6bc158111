"""Mutation `tokenIssue`."""

from datetime import timedelta
from enum import Enum

import strawberry

from yanxiu_graphql.commands import Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import stored
from yanxiu_graphql.global_ids import local
from yanxiu_tenants.tokens import service


@strawberry.enum(description="发放令牌被拒的代码。Why a token is not issued.")
class TokenErrorCode(Enum):
    """Codes of the domain's errors."""

    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such person or unit.")
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。No such role, or its person or unit is missing."
    )
    UNIT_CLOSED = strawberry.enum_value("UNIT_CLOSED", description="单位已撤销。A unit is closed by then.")


@strawberry.type(description="发放令牌被拒。Why it was refused.")
class TokenUserError(UserError):
    """With the noun's codes."""

    code: TokenErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="发放令牌的输入。For whom, as what, how far it reaches.")
class TokenIssueInput:
    """Input."""

    name: str = strawberry.field(description="名称。What it is for.")
    role: str = strawberry.field(
        description="角色。`admin`, `auditor`, `certifier`, `principal`, `reviewer`, `school`, `teacher`, `integrator`."
    )
    person_number: str | None = strawberry.field(
        default=None, description="工号。Whose it is; a role of people needs it."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。It reaches this unit and all below; some roles need it."
    )
    days: int | None = strawberry.field(
        default=None, description="有效天数。For how many days; none: until it is revoked."
    )


@strawberry.type(description="发放令牌的结果。The token, shown this once, or why it was refused.")
class TokenIssuePayload:
    """Payload."""

    token: str | None = stored("令牌。To be sent as `Authorization: Bearer …`; only its hash is kept.")
    user_errors: list[TokenUserError] = stored("业务拒绝。Empty when it was done.")


def _issue(request: RequestContext, given: TokenIssueInput) -> Payload:
    token = service.issue(
        request.work,
        name=given.name,
        role=given.role,
        person_number=given.person_number,
        unit_id=local(given.unit_id, "OrgUnit", "unitId") if given.unit_id else None,
        valid_for=timedelta(days=given.days) if given.days else None,
    )
    return {"token": token}


@strawberry.type
class TokenMutation:
    """`tokenIssue`."""

    token_issue: TokenIssuePayload | None = mutation(
        "发放令牌。Issue an access token; it is shown this once. Needs `tokens.write`.",
        Command(_issue, TokenErrorCode, {"person": "personNumber", "unit": "unitId"}),
        TokenIssueInput,
    )
