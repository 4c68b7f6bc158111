"""Mutation `sampleDraw`."""

import strawberry

from yanxiu_core.samples import service
from yanxiu_graphql.claims.errors import DONE, ReviewErrorCode, ReviewUserError
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.samples.types import Sample


@strawberry.input(description="抽样的输入。The published seed, and where it comes from.")
class SampleDrawInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    seed: str = strawberry.field(description="种子。Any text, as published.")
    source: str = strawberry.field(description="种子来历。A public lottery, a draw before witnesses.")


@strawberry.type(description="抽样的结果。The draw, or why it was refused.")
class SampleDrawPayload:
    """Payload."""

    sample: Sample | None = related("抽样。What is not drawn has gone on.")
    user_errors: list[ReviewUserError] = stored(DONE)


def _draw(request: RequestContext, given: SampleDrawInput) -> Payload:
    sample = service.draw(request.work, given.policy, given.window, given.seed, given.source)
    return {"sample": Changed("Sample", sample.id)}


@strawberry.type
class SampleMutation:
    """`sampleDraw`."""

    sample_draw: SampleDrawPayload | None = mutation(
        "抽样。Draw from the claims that wait for the county, weighted by risk. Needs `results.seal`.",
        Command(_draw, ReviewErrorCode),
        SampleDrawInput,
    )
