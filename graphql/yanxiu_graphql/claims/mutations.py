"""Mutations of claims: draft, confirm, add, decide one and many."""

from datetime import date
from decimal import Decimal

import strawberry

from yanxiu_core.claims import additions, confirming, deciding, drafting
from yanxiu_core.claims.confirming import AdditionInput
from yanxiu_graphql.claims.errors import DONE, ReviewErrorCode, ReviewUserError
from yanxiu_graphql.claims.types import Claim, ClaimAddition, ClaimOutcome
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local


@strawberry.input(description="起草登记表的输入。Of which policy, window and unit.")
class ClaimsDraftInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。This unit and all below it; the county by default."
    )


@strawberry.type(description="起草登记表的结果。How many, or why it was refused.")
class ClaimsDraftPayload:
    """Payload."""

    drafted: int | None = stored("新起草。Claims that are new; null when refused.")
    corrected: int | None = stored("更正单位。Unconfirmed claims whose units changed; null when refused.")
    unchanged: int | None = stored("未变。Claims that stand; null when refused.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.input(description="确认登记表的输入。Which own claim.")
class ClaimConfirmInput:
    """Input."""

    claim_id: strawberry.ID = strawberry.field(description="登记表。The claim's global id.")


@strawberry.input(description="补充登记表的输入。Something that is missing from an own claim.")
class ClaimAddInput:
    """Input."""

    claim_id: strawberry.ID = strawberry.field(description="登记表。The claim's global id.")
    kind: str = strawberry.field(description="类型。A kind of activity.")
    title: str = strawberry.field(description="名称。What it was.")
    on_date: date = strawberry.field(description="日期。The day, within the window.")
    hours: Decimal = strawberry.field(description="申请学时。学时 asked for.")
    proof: str = strawberry.field(default="", description="证明材料。What proves it, in words.")
    upload_id: strawberry.ID | None = strawberry.field(
        default=None, description="证明文件。An upload that proves it."
    )


@strawberry.input(description="审核登记表的输入。Accept or return a claim.")
class ClaimDecideInput:
    """Input."""

    claim_id: strawberry.ID = strawberry.field(description="登记表。The claim's global id.")
    outcome: ClaimOutcome = strawberry.field(description="决定。Accept or return.")
    reason: str = strawberry.field(default="", description="理由。Required for a return.")


@strawberry.input(
    description="批量通过的输入。Accept all at a step about which nothing is out of the ordinary."
)
class ClaimsAcceptInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    step: str = strawberry.field(description="步骤。The step's id.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="单位。Only claims of this unit and below it; without one, of all units that you reach.",
    )


@strawberry.input(description="决定补充的输入。Grant or refuse an addition.")
class ClaimAdditionDecideInput:
    """Input."""

    addition_id: strawberry.ID = strawberry.field(description="补充。The addition's `additionId`.")
    granted: Decimal | None = strawberry.field(
        default=None, description="准予学时。At most those asked for; null refuses it."
    )
    reason: str = strawberry.field(default="", description="理由。Required when it is refused.")


@strawberry.type(description="确认登记表的结果。The claim, or why it was refused.")
class ClaimConfirmPayload:
    """Payload."""

    claim: Claim | None = related("登记表。As after the write.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="审核登记表的结果。The claim, or why it was refused.")
class ClaimDecidePayload:
    """Payload."""

    claim: Claim | None = related("登记表。As after the write.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="补充的结果。The addition, or why it was refused.")
class ClaimAddPayload:
    """Payload."""

    addition: ClaimAddition | None = related("补充。As after the write.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="决定补充的结果。The addition, or why it was refused.")
class ClaimAdditionDecidePayload:
    """Payload."""

    addition: ClaimAddition | None = related("补充。As after the write.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="批量通过的结果。How many, or why it was refused.")
class ClaimsAcceptPayload:
    """Payload."""

    accepted: int | None = stored("通过。Claims accepted; null when refused.")
    moved: int | None = stored("进入下一步。Those of them that went on; null when refused.")
    left: int | None = stored("留待逐份审核。Claims of this group with exceptions; null when refused.")
    user_errors: list[ReviewUserError] = stored(DONE)


def _draft(request: RequestContext, given: ClaimsDraftInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId") if given.unit_id else None
    done = drafting.draft(request.work, given.policy, given.window, unit)
    return {"drafted": done.drafted, "corrected": done.corrected, "unchanged": done.unchanged}


def _confirm(request: RequestContext, given: ClaimConfirmInput) -> Payload:
    claim = confirming.confirm(request.work, local(given.claim_id, "Claim", "claimId"))
    return {"claim": Changed("Claim", claim.id)}


def _add(request: RequestContext, given: ClaimAddInput) -> Payload:
    upload = local(given.upload_id, "Upload", "uploadId") if given.upload_id else None
    new = AdditionInput(given.kind, given.title, given.on_date, given.hours, given.proof, upload)
    addition = confirming.add(request.work, local(given.claim_id, "Claim", "claimId"), new)
    return {"addition": Changed("ClaimAddition", addition.id)}


def _decide(request: RequestContext, given: ClaimDecideInput) -> Payload:
    claim_id = local(given.claim_id, "Claim", "claimId")
    claim = deciding.decide(request.work, claim_id, str(given.outcome.value), given.reason)
    return {"claim": Changed("Claim", claim.id)}


def _accept(request: RequestContext, given: ClaimsAcceptInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId") if given.unit_id else None
    done = deciding.decide_many(request.work, given.policy, given.window, given.step, unit)
    return {"accepted": done.accepted, "moved": done.moved, "left": done.left}


def _decide_addition(request: RequestContext, given: ClaimAdditionDecideInput) -> Payload:
    series = local(given.addition_id, "AdditionSeries", "additionId")
    decided = additions.decide_addition(request.work, series, given.granted, given.reason)
    return {"addition": Changed("ClaimAddition", decided.id)}


@strawberry.type
class ClaimMutation:
    """`claimsDraft`, `claimConfirm`, `claimAdd`, `claimAdditionDecide`, `claimDecide`, `claimsAccept`."""

    claims_draft: ClaimsDraftPayload | None = mutation(
        "起草学时登记表。Draft the claims of everybody whom the certified rule concerns. Needs `reviews.write`.",
        Command(_draft, ReviewErrorCode),
        ClaimsDraftInput,
    )
    claim_confirm: ClaimConfirmPayload | None = mutation(
        "确认登记表。Confirm an own claim; its figures and trace are frozen. Needs `claims.confirm`.",
        Command(_confirm, ReviewErrorCode),
        ClaimConfirmInput,
    )
    claim_add: ClaimAddPayload | None = mutation(
        "补充登记表。Add what is missing from an own claim, with proof. Needs `claims.confirm`.",
        Command(_add, ReviewErrorCode, {"file_id": "uploadId", "fileId": "uploadId"}),
        ClaimAddInput,
    )
    claim_addition_decide: ClaimAdditionDecidePayload | None = mutation(
        "决定补充。Grant or refuse an addition, as a member of the deciding group. Needs `claims.decide`.",
        Command(_decide_addition, ReviewErrorCode, {"claimId": "additionId"}),
        ClaimAdditionDecideInput,
    )
    claim_decide: ClaimDecidePayload | None = mutation(
        "审核登记表。Accept or return a claim, as a member of the deciding group. Needs `claims.decide`.",
        Command(_decide, ReviewErrorCode),
        ClaimDecideInput,
    )
    claims_accept: ClaimsAcceptPayload | None = mutation(
        "批量通过。Accept every claim at a step that has no exception, in one go. Needs `claims.decide`.",
        Command(_accept, ReviewErrorCode),
        ClaimsAcceptInput,
    )
