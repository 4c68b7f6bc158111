"""What can be read of records (台账)."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.reads import home_reached, person_name
from yanxiu_core.database.clocks import known
from yanxiu_core.forms.reads import answered
from yanxiu_core.reads.declarations import Guard, Noun, One, ReadContext, Value, by, columns, link
from yanxiu_core.reads.guards import within
from yanxiu_core.records.models import Record


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def _guarded(rows: FromClause, reach: Any, context: ReadContext) -> ColumnElement[bool]:
    """A unit's own, those that took place there, and those of its people."""
    return or_(within(rows.c.at_unit_id, reach.units), home_reached(rows, reach, context))


def matching(row: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `kinds`, `person_id`, `unit_id` (whose it is, or where it took place), `assurance`, `from_date`, `to_date`."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("kinds"):
        conditions.append(row.c.kind.in_(tuple(args["kinds"])))
    if args.get("person_id"):
        conditions.append(row.c.person_id == args["person_id"])
    if args.get("unit_id"):
        conditions.append(or_(row.c.unit_id == args["unit_id"], row.c.at_unit_id == args["unit_id"]))
    if args.get("assurance"):
        conditions += [row.c.assurance == args["assurance"], ~row.c.withdrawn]
    if args.get("from_date"):
        conditions.append(row.c.on_date >= args["from_date"])
    if args.get("to_date"):
        conditions.append(row.c.on_date <= args["to_date"])
    return conditions


RECORD = Noun(
    name="Record",
    table=Record.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=Guard(unit=lambda row: row.c.unit_id, person=lambda row: row.c.person_id, rows=_guarded),
    rows=_known,
    order=by("starts_at", "number"),
    fields={
        **columns(
            "number", "kind", "plugin_kind", "title", "on_date", "starts_at", "measure", "amount", "item", "category", "role",
            "withdrawn", "assurance", "confirmed_by", "recorded_at",
        ),
        "person_name": Value(person_name),
        "person": One("Person", link("person_id")),
        "unit": One("OrgUnit", link("unit_id")),
        "at_unit": One("OrgUnit", link("at_unit_id")),
        "activity": One("Activity", link("activity_id")),
        "answers": One("FormAnswers", link("id"), source=answered(Record)),
    },
)  # fmt: skip
