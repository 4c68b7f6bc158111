"""What can be read of evidence."""

from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.access.permissions import Permission
from yanxiu_core.database.clocks import known
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.forms.reads import answered
from yanxiu_core.reads.declarations import Guard, Noun, One, ReadContext, by, columns, link


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


EVIDENCE = Noun(
    name="Evidence",
    table=Evidence.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=Guard(person=lambda evidence: evidence.c.person_id),
    rows=_known,
    order=by("on_date", "recorded_at"),
    fields={
        **columns("kind", "plugin_kind", "title", "on_date", "body", "characters", "sha256", "recorded_at"),
        "answers": One("FormAnswers", link("id"), source=answered(Evidence)),
        "person": One("Person", link("person_id")),
        "activity": One("Activity", link("activity_id")),
    },
)
