"""What can be read of form versions, and of answers wherever they stand."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, select

from yanxiu_core.activities.models import ActivityAnswers
from yanxiu_core.database.clocks import known
from yanxiu_core.forms.models import FormVersion
from yanxiu_core.reads.declarations import Guard, Json, Noun, One, ReadContext, Value, by, columns, link


def _title(version: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return version.c.title_en if context.language.lower().startswith("en") else version.c.title_zh


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def _referring_schema(rows: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The schema where the values hold ids, which whoever shows them must tell from other texts; else null."""
    version = FormVersion.__table__.alias()
    return (
        select(case((version.c.refers, version.c.schema), else_=None))
        .where(version.c.tenant_id == rows.c.tenant_id, version.c.id == rows.c.form_version_id)
        .scalar_subquery()
    )


def answered(model: Any) -> Any:
    """The rows of a recorded table that carry answers themselves, for a field `answers`."""
    table = model.__table__
    names = ("tenant_id", "id", "form_version_id", "answers", "recorded_at", "superseded_at")
    rows = select(*(table.c[name] for name in names)).where(table.c.form_version_id.is_not(None)).subquery()
    return lambda _context, _args: rows


FORM_VERSION = Noun(
    name="FormVersion",
    table=FormVersion.__table__,
    permission=None,
    guard=Guard.open(),
    order=by("form", "number", "id"),
    fields={
        **columns("form", "origin", "number", "created_at"),
        "title": Value(_title),
        "schema": Json(lambda version, _context, _args: version.c.schema),
        "ui": Json(lambda version, _context, _args: version.c.ui),
        "unit": One("OrgUnit", link("unit_id")),
    },
)

FORM_ANSWERS = Noun(
    name="FormAnswers",
    table=ActivityAnswers.__table__,
    permission=None,
    guard=Guard.open(),
    rows=_known,
    order=by("recorded_at"),
    fields={
        **columns("recorded_at"),
        "values": Json(lambda rows, _context, _args: rows.c.answers),
        "referring_schema": Json(_referring_schema),
        "version": One("FormVersion", link("form_version_id")),
    },
)
