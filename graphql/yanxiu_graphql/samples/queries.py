"""Root field of samples."""

import strawberry

from yanxiu_graphql.fields import root
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging
from yanxiu_graphql.samples.types import Sample


@strawberry.type
class SampleQuery:
    """`samples`."""

    samples: Connection[Sample] | None = root(
        connection("Sample"),
        "抽样。The county's draws, the latest first. Needs `notices.read`.",
        *paging(),
    )
