"""What can be read of evidence."""

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select
from sqlalchemy.orm import InstrumentedAttribute

from yanxiu_core.access.permissions import Permission
from yanxiu_core.database.clocks import known
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.files.models import StoredFile
from yanxiu_core.forms.reads import answered
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.reads.declarations import Guard, Noun, One, ReadContext, Value, by, columns, link


def _home(evidence: FromClause) -> ColumnElement[Any]:
    """The unit that its person belonged to on the day of the work: a school reads what its own people wrote."""
    return home_unit_on(evidence.c.tenant_id, evidence.c.person_id, evidence.c.on_date)


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def _of_file(
    column: InstrumentedAttribute[str], evidence: FromClause, _context: ReadContext, _args: Any
) -> ColumnElement[Any]:
    file = StoredFile.__table__
    found = select(file.c[column.key]).where(
        file.c.tenant_id == evidence.c.tenant_id, file.c.id == evidence.c.file_id
    )
    return found.correlate(evidence).scalar_subquery()


EVIDENCE = Noun(
    name="Evidence",
    table=Evidence.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=Guard(unit=_home, person=lambda evidence: evidence.c.person_id),
    rows=_known,
    order=by("on_date", "recorded_at"),
    fields={
        **columns(
            "kind", "plugin_kind", "title", "on_date", "body", "characters", "sha256", "recorded_at", "file_id",
            "thumbnail_id",
        ),
        "file_name": Value(partial(_of_file, StoredFile.name)),
        "media_type": Value(partial(_of_file, StoredFile.media_type)),
        "answers": One("FormAnswers", link("id"), source=answered(Evidence)),
        "person": One("Person", link("person_id")),
        "activity": One("Activity", link("activity_id")),
    },
)  # fmt: skip
