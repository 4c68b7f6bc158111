"""What can be read of a county's own forms."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.access.permissions import Permission
from yanxiu_core.reads.declarations import Guard, Noun, ReadContext, by, columns
from yanxiu_core.templates.models import ExportTemplate


def matching(template: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Those in use; filter `exporter`."""
    in_use = template.c.retired_at.is_(None)
    return [in_use, template.c.exporter == args["exporter"]] if args.get("exporter") else [in_use]


EXPORT_TEMPLATE = Noun(
    name="ExportTemplate",
    table=ExportTemplate.__table__,
    permission=Permission.EXPORTS_RUN,
    guard=Guard.open(),
    order=by("exporter", "title", "created_at"),
    fields=columns("exporter", "title", "created_at", "retired_at"),
)
