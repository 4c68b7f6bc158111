"""What can be read of people: present name and sex, and the dated facts as they are today."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.reads import narrowed
from yanxiu_core.database.clocks import known
from yanxiu_core.external_trainings.reads import matching as trainings_matching
from yanxiu_core.ledger.reads import lines_known
from yanxiu_core.people.homes import home_unit_id, in_force
from yanxiu_core.people.hours import hours
from yanxiu_core.people.models import GROUP, TEACHING, Person, PersonFact, PersonUnit
from yanxiu_core.reads.declarations import (
    Connection,
    Guard,
    Json,
    Many,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    columns,
    link,
)
from yanxiu_core.records.reads import matching as recorded
from yanxiu_core.verdicts import clocked

FACTS = ("title", "subject", "stage", "post", "establishment", "entry_date")


def fact(kind: str) -> Value:
    """A dated fact as it is on the context's day; null where nothing is recorded."""

    def value(person: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
        row = PersonFact.__table__.alias()
        return in_force(row, "value", person, context, row.c.kind == kind)

    return Value(value)


def _home(person: FromClause, unit: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    return unit.c.id == home_unit_id(person, context)


def _units(relation: str) -> Any:
    def among(person: FromClause, unit: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
        row = PersonUnit.__table__.alias()
        units = (
            select(row.c.unit_id)
            .where(
                row.c.tenant_id == person.c.tenant_id,
                row.c.person_id == person.c.id,
                row.c.relation == relation,
                known(row.c, context.known_at),
                row.c.valid_from <= context.today,
                or_(row.c.valid_to.is_(None), row.c.valid_to >= context.today),
            )
            .correlate(person)
        )
        return unit.c.id.in_(units)

    return among


def _of_units(person: FromClause, reach: Any, context: ReadContext) -> ColumnElement[bool]:
    shown = [person.c.id == reach.person_id] if reach.person_id else []
    return or_(home_unit_id(person, context).in_(tuple(reach.units)), *shown)


def matching(person: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `search` (beginning of the name or number) and `unit_id` (home unit)."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("search"):
        start = args["search"]
        conditions.append(
            or_(
                person.c.name.startswith(start, autoescape=True),
                person.c.number.startswith(start, autoescape=True),
            )
        )
    if args.get("unit_id"):
        conditions.append(home_unit_id(person, context) == args["unit_id"])
    return conditions


def _ledger_filters(line: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if args.get("policy") is not None:
        conditions.append(line.c.policy == args["policy"])
    if args.get("from_date"):
        conditions.append(line.c.on_date >= args["from_date"])
    if args.get("to_date"):
        conditions.append(line.c.on_date <= args["to_date"])
    return conditions


def _verdicts(
    person: FromClause, verdict: FromClause, _context: ReadContext, args: Any
) -> ColumnElement[bool]:
    """The person's verdicts; arguments `policy` and `window` (its key) narrow them."""
    conditions = [verdict.c.person_id == person.c.id]
    if args.get("policy") is not None:
        conditions.append(verdict.c.policy == args["policy"])
    if args.get("window") is not None:
        conditions.append(verdict.c.window_key == args["window"])
    return and_(*conditions)


PERSON = Noun(
    name="Person",
    table=Person.__table__,
    permission=Permission.PEOPLE_READ,
    guard=Guard(rows=_of_units),
    home=home_unit_id,
    order={**by("number"), "name": Order("name", lambda person: (person.c.name, person.c.number))},
    fields={
        **columns("number", "name", "sex", "birth_date"),
        **{kind: fact(kind) for kind in FACTS},
        "home_unit": One("OrgUnit", _home),
        "teaching_units": Many("OrgUnit", _units(TEACHING)),
        "groups": Many("OrgUnit", _units(GROUP)),
        "ledger": Connection(
            "LedgerLine",
            link("id", "person_id"),
            permission=Permission.LEDGER_READ,
            filters=_ledger_filters,
            source=lines_known,
        ),
        "hours": Json(hours, Permission.LEDGER_READ),
        "verdicts": Many(
            "Verdict",
            _verdicts,
            permission=Permission.VERDICTS_READ,
            source=clocked.source,
            later=clocked.needs_deriving,
        ),
        "external_trainings": Connection(
            "ExternalTraining",
            link("id", "person_id"),
            permission=Permission.EVIDENCE_READ,
            filters=trainings_matching,
        ),
        "participations": Connection("Participation", link("id", "person_id")),
        "facts": Many("PersonFact", link("id", "person_id")),
        "assignments": Connection("Assignment", link("id", "person_id"), filters=narrowed),
        "evidence": Connection("Evidence", link("id", "person_id")),
        "records": Connection("Record", link("id", "person_id"), filters=recorded),
    },
)
