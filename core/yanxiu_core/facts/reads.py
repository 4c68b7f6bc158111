"""What can be read of dated facts: all that are known, of people and of units."""

from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.reads import home_reached
from yanxiu_core.database.clocks import known
from yanxiu_core.org_units.models import OrgUnitFact
from yanxiu_core.people.models import PersonFact
from yanxiu_core.reads.declarations import Guard, Noun, ReadContext, by, columns


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


FIELDS = columns("kind", "value", "valid_from", "recorded_at")

PERSON_FACT = Noun(
    name="PersonFact",
    table=PersonFact.__table__,
    permission=Permission.PEOPLE_READ,
    guard=Guard(person=lambda row: row.c.person_id, rows=home_reached),
    rows=_known,
    order=by("kind", "valid_from"),
    fields=FIELDS,
)
ORG_UNIT_FACT = Noun(
    name="OrgUnitFact",
    table=OrgUnitFact.__table__,
    permission=Permission.UNITS_READ,
    guard=Guard.open(),
    rows=_known,
    order=by("kind", "valid_from"),
    fields=FIELDS,
)
