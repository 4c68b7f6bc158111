"""Root fields of external training."""

import strawberry

from yanxiu_core.external_trainings.reads import matching
from yanxiu_graphql.external_trainings.types import (
    ExternalTraining,
    ExternalTrainingFilter,
    ExternalTrainingOrder,
)
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class ExternalTrainingQuery:
    """`externalTrainings` and `externalTraining`."""

    external_trainings: Connection[ExternalTraining] | None = root(
        connection("ExternalTraining", matching),
        "校外培训。Certificates within the caller's reach; filter by state for those that await confirmation. Needs `evidence.read`.",
        *paging(ExternalTrainingOrder, ExternalTrainingFilter),
    )
    external_training: ExternalTraining | None = root(
        by_id("ExternalTraining"),
        "一条校外培训。A certificate by global id; null where there is none or it is not visible. Needs `evidence.read`.",
        argument("id", strawberry.ID, "全局编号。The certificate's global id."),
    )
