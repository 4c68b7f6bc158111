"""What can be read of samples: seed, source, and every claim with its weight and place."""

from yanxiu_core.access.permissions import Permission
from yanxiu_core.reads.declarations import Connection, Guard, Noun, One, Order, by, columns, link
from yanxiu_core.samples.models import Sample, SampleRow

SAMPLE_ROW = Noun(
    name="SampleRow",
    table=SampleRow.__table__,
    permission=Permission.CLAIMS_READ,
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
