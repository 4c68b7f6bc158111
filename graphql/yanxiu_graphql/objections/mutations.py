"""Mutations `objectionRegister` and `objectionSettle`."""

import strawberry

from yanxiu_core.objections import service
from yanxiu_graphql.claims.errors import DONE, ReviewErrorCode, ReviewUserError
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.objections.types import Objection


@strawberry.input(description="提出异议的输入。To which row, and what.")
class ObjectionRegisterInput:
    """Input."""

    row_id: strawberry.ID = strawberry.field(description="公示的一行。The notice row's global id.")
    text: str = strawberry.field(description="内容。What is objected.")


@strawberry.input(description="复核异议的输入。Whether it is upheld, and why.")
class ObjectionSettleInput:
    """Input."""

    objection_id: strawberry.ID = strawberry.field(description="异议。The objection's global id.")
    upheld: bool = strawberry.field(description="是否成立。Upheld, the claim is returned to its person.")
    reason: str = strawberry.field(description="理由。Why.")


@strawberry.type(description="提出异议的结果。The objection, or why it was refused.")
class ObjectionRegisterPayload:
    """Payload."""

    objection: Objection | None = related("异议。As after the write.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="复核异议的结果。The objection, or why it was refused.")
class ObjectionSettlePayload:
    """Payload."""

    objection: Objection | None = related("异议。As after the write.")
    user_errors: list[ReviewUserError] = stored(DONE)


def _register(request: RequestContext, given: ObjectionRegisterInput) -> Payload:
    objection = service.register(request.work, local(given.row_id, "NoticeRow", "rowId"), given.text)
    return {"objection": Changed("Objection", objection.id)}


def _settle(request: RequestContext, given: ObjectionSettleInput) -> Payload:
    objection_id = local(given.objection_id, "Objection", "objectionId")
    objection = service.settle(request.work, objection_id, upheld=given.upheld, reason=given.reason)
    return {"objection": Changed("Objection", objection.id)}


@strawberry.type
class ObjectionMutation:
    """`objectionRegister` and `objectionSettle`."""

    objection_register: ObjectionRegisterPayload | None = mutation(
        "提出异议。Object to a row of a notice that runs, as any member of the staff. Needs `claims.object`.",
        Command(_register, ReviewErrorCode),
        ObjectionRegisterInput,
    )
    objection_settle: ObjectionSettlePayload | None = mutation(
        "复核异议。Settle an objection, as a member who has not decided on the claim before. Needs `claims.decide`.",
        Command(_settle, ReviewErrorCode, {"claimId": "objectionId"}),
        ObjectionSettleInput,
    )
