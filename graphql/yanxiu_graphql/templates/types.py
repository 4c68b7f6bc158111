"""A county's own forms."""

from datetime import datetime

import strawberry

from yanxiu_graphql.fields import stored
from yanxiu_graphql.relay.types import Node


@strawberry.type(description="导出模板。A county's own form with placeholders, which an exporter fills.")
class ExportTemplate(Node):
    """Noun ExportTemplate."""

    exporter: str = stored("导出格式。The name of the exporter that fills it.")
    title: str = stored("名称。What it is known by, unique for its exporter.")
    created_at: datetime = stored("保存时间。When it was kept.")
    retired_at: datetime | None = stored(
        "停用时间。When it was retired or replaced; null while it is in use."
    )
