"""What can be read of samples: seed, source, and every claim with its weight and place."""

from sqlalchemy import ColumnElement, FromClause, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.claims.models import Claim
from yanxiu_core.reads.declarations import Connection, Guard, Noun, One, Order, ReadContext, by, columns, link
from yanxiu_core.reads.guards import within
from yanxiu_core.samples.models import Sample, SampleRow


def _seen(row: FromClause, reach: Reach, _context: ReadContext) -> ColumnElement[bool]:
    """Those of the units reached that hold the post: who reaches the county sees the whole draw."""
    claim = Claim.__table__.alias()
    return (
        select(claim.c.id)
        .where(
            claim.c.tenant_id == row.c.tenant_id,
            claim.c.id == row.c.claim_id,
            within(claim.c.unit_id, reach.units),
        )
        .correlate(row)
        .exists()
    )


SAMPLE_ROW = Noun(
    name="SampleRow",
    table=SampleRow.__table__,
    permission=Permission.CLAIMS_READ,
    guard=Guard(rows=_seen),
    order=by("place"),
    fields={**columns("weight", "score", "place", "drawn"), "claim": One("Claim", link("claim_id"))},
)

SAMPLE = Noun(
    name="Sample",
    table=Sample.__table__,
    permission=Permission.NOTICES_READ,
    guard=Guard.open(),
    order={"default": Order("default", lambda row: (row.c.recorded_at,), descending=True)},
    fields={
        **columns("policy", "seed", "source", "share", "population", "drawn", "recorded_at"),
        "rows": Connection("SampleRow", link("id", "sample_id")),
    },
)
