"""Samples."""

from datetime import datetime
from decimal import Decimal

import strawberry

from yanxiu_graphql.claims.types import Claim
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.relay.types import Connection, Node, paging


@strawberry.type(description="抽样的一行。A claim that could be drawn, with its weight and place.")
class SampleRow(Node):
    """Noun SampleRow."""

    weight: Decimal = stored("权重。1 and what each exception adds.")
    score: float = stored("得分。-ln(u) / weight; the lowest are drawn.")
    place: int = stored("次序。1 is drawn first.")
    drawn: bool = stored("抽中。Whether it was drawn.")
    claim: Claim | None = related("登记表。Which claim.")


@strawberry.type(
    description="抽样。A draw by risk: u is made of the first 52 bits of SHA-256 over `seed/工号`, so anybody can draw again."
)
class Sample(Node):
    """Noun Sample."""

    policy: str = stored("策略。The policy's id.")
    seed: str = stored("种子。As published.")
    source: str = stored("种子来历。How it came about.")
    share: Decimal = stored("比例。The share drawn, 0-1.")
    population: int = stored("总数。Claims that could be drawn.")
    drawn: int = stored("抽中数。Claims drawn.")
    recorded_at: datetime = stored("时间。When.")
    rows: Connection[SampleRow] | None = related(
        "名单。In order of the draw. Needs `claims.read`.", *paging()
    )
