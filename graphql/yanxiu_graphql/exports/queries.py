"""Root fields of exports."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.switches.state import is_on
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.exports.types import Exporter, ExportJob
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.jobs.types import JobOrder
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


def _exporters(info: Info[RequestContext, None]) -> list[dict[str, Any]]:
    work = info.context.work
    require_some(work, Permission.EXPORTS_RUN)
    return [
        {
            "name": exporter.name,
            "title": exporter.title.to(work.language),
            "subject": exporter.subject.name,
            "needs": list(exporter.subject.needs),
            "takes": list(exporter.subject.may),
            "media_type": exporter.media_type,
            "extension": exporter.extension,
            "placeholders": [
                {"name": each.name, "name_zh": each.zh}
                for each in (exporter.template.placeholders if exporter.template else ())
            ],
            "options": exporter.options.model_json_schema(),
        }
        for exporter in (
            owned.thing for owned in work.registry.of(EXPORTERS).values() if is_on(work, owned.plugin)
        )
    ]


@strawberry.type
class ExportQuery:
    """`exporters`, `exportJob` and `exportJobs`."""

    exporters: list[Exporter] | None = root(
        _exporters, "导出格式。The documents that can be written. Needs `exports.run`."
    )
    export_job: ExportJob | None = root(
        by_id("ExportJob"),
        "一个导出任务。An export by global id; null where there is none that the caller may see. Needs `exports.run`.",
        argument("id", strawberry.ID, "全局编号。The job's global id."),
    )
    export_jobs: Connection[ExportJob] | None = root(
        connection("ExportJob"),
        "导出任务。The exports within the caller's reach: a teacher's own, a school's own. Needs `exports.run`.",
        *paging(JobOrder),
    )
