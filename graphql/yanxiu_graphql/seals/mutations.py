"""Mutations `resultsSeal` and `resultsSupersede`."""

import strawberry

from yanxiu_core.seals import service
from yanxiu_graphql.claims.errors import DONE, ReviewErrorCode, ReviewUserError
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.seals.types import Seal


@strawberry.input(description="封存的输入。Of which window, by which document.")
class ResultsSealInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    document: str = strawberry.field(description="认定文件。The document of the certification.")


@strawberry.input(description="更正结果的输入。Which results, by which document, and why.")
class ResultsSupersedeInput:
    """Input."""

    result_ids: list[strawberry.ID] = strawberry.field(
        description="结果。Global ids of present results, of one policy and window; at most 500."
    )
    document: str = strawberry.field(description="文件。The document.")
    reason: str = strawberry.field(description="原因。Why.")


@strawberry.type(description="封存的结果。The seal, or why it was refused.")
class ResultsSealPayload:
    """Payload."""

    seal: Seal | None = related("封存。With its results.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="更正结果的结果。The seal, or why it was refused.")
class ResultsSupersedePayload:
    """Payload."""

    seal: Seal | None = related("封存。With the new results.")
    user_errors: list[ReviewUserError] = stored(DONE)


def _seal(request: RequestContext, given: ResultsSealInput) -> Payload:
    return {
        "seal": Changed("Seal", service.seal(request.work, given.policy, given.window, given.document).id)
    }


def _supersede(request: RequestContext, given: ResultsSupersedeInput) -> Payload:
    ids = [
        local(item, "CertifiedResult", f"resultIds.{index}") for index, item in enumerate(given.result_ids)
    ]
    seal = service.supersede(request.work, ids, given.document, given.reason)
    return {"seal": Changed("Seal", seal.id)}


@strawberry.type
class SealMutation:
    """`resultsSeal` and `resultsSupersede`."""

    results_seal: ResultsSealPayload | None = mutation(
        "封存认定结果。Freeze the results of all claims that have passed every step. Needs `results.seal`.",
        Command(_seal, ReviewErrorCode),
        ResultsSealInput,
    )
    results_supersede: ResultsSupersedePayload | None = mutation(
        "更正认定结果。Certify results anew after what they rest on has changed; both show. Needs `results.seal`.",
        Command(_supersede, ReviewErrorCode),
        ResultsSupersedeInput,
    )
