"""Root field `exportTemplates`."""

import strawberry

from yanxiu_core.templates.reads import matching
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging
from yanxiu_graphql.templates.types import ExportTemplate


@strawberry.type
class TemplateQuery:
    """`exportTemplates`."""

    export_templates: Connection[ExportTemplate] | None = root(
        connection("ExportTemplate", matching),
        "导出模板。The county's own forms in use. Needs `exports.run`.",
        argument("exporter", str | None, "导出格式。Only those that this exporter fills."),
        *paging(),
    )
