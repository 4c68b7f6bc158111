"""Root fields of imports."""

import strawberry

from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.imports.types import ImportJob
from yanxiu_graphql.jobs.types import JobOrder
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class ImportQuery:
    """`importJob` and `importJobs`."""

    import_job: ImportJob | None = root(
        by_id("ImportJob"),
        "一个导入任务。An import by global id; null where there is none. Needs `imports.run`.",
        argument("id", strawberry.ID, "全局编号。The job's global id."),
    )
    import_jobs: Connection[ImportJob] | None = root(
        connection("ImportJob"),
        "导入任务。The tenant's imports; those started for it, for whoever runs them for a school. Needs `imports.run`.",
        *paging(JobOrder),
    )
