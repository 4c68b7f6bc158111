"""Root fields of exports."""

import strawberry

from yanxiu_graphql.exports.types import ExportJob
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.jobs.types import JobOrder
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class ExportQuery:
    """`exportJob` and `exportJobs`."""

    export_job: ExportJob | None = root(
        by_id("ExportJob"),
        "一个导出任务。An export by global id; null where there is none. Needs `exports.run`.",
        argument("id", strawberry.ID, "全局编号。The job's global id."),
    )
    export_jobs: Connection[ExportJob] | None = root(
        connection("ExportJob"), "导出任务。The tenant's exports. Needs `exports.run`.", *paging(JobOrder)
    )
