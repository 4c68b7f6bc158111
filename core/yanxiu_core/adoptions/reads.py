"""What can be read of adoptions."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.database.clocks import known
from yanxiu_core.reads.declarations import Guard, Json, Noun, One, ReadContext, Value, by, columns, link


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def _edition(adoption: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[int | None]:
    """An override's is that of the adoption above, on whatever day is asked for; the row holds the one of its own day."""
    return case((~adoption.c.follows, adoption.c.edition))


def matching(rows: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `policy` and `unit_id`."""
    names = {"policy": rows.c.policy, "unit_id": rows.c.unit_id}
    return [column == args[name] for name, column in names.items() if args.get(name)]


ADOPTION = Noun(
    name="Adoption",
    table=Adoption.__table__,
    permission=Permission.POLICIES_READ,
    guard=Guard(unit=lambda adoption: adoption.c.unit_id),
    rows=_known,
    order=by("policy", "valid_from"),
    fields={
        **columns("policy", "follows", "valid_from", "valid_to", "source", "recorded_at"),
        "edition": Value(_edition),
        "parameters": Json(lambda adoption, _context, _args: adoption.c.parameters),
        "documents": Json(lambda adoption, _context, _args: adoption.c.documents),
        "population": Json(lambda adoption, _context, _args: adoption.c.population),
        "unit": One("OrgUnit", link("unit_id")),
    },
)
