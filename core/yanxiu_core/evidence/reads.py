"""What can be read of evidence."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.access.permissions import Permission
from yanxiu_core.database.clocks import known
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.forms.reads import answered
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.reads.declarations import Guard, Noun, One, ReadContext, by, columns, link


def _home(evidence: FromClause) -> ColumnElement[Any]:
    """The unit that its person belonged to on the day of the work: a school reads what its own people wrote."""
    return home_unit_on(evidence.c.tenant_id, evidence.c.person_id, evidence.c.on_date)


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


EVIDENCE = Noun(
    name="Evidence",
    table=Evidence.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=Guard(unit=_home, person=lambda evidence: evidence.c.person_id),
    rows=_known,
    order=by("on_date", "recorded_at"),
    fields={
        **columns("kind", "plugin_kind", "title", "on_date", "body", "characters", "sha256", "recorded_at"),
        "answers": One("FormAnswers", link("id"), source=answered(Evidence)),
        "person": One("Person", link("person_id")),
        "activity": One("Activity", link("activity_id")),
    },
)
