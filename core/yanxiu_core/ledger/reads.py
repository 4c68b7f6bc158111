"""What can be read of the ledger: every line and every reversal, for ever."""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, FromClause, cast, literal, select, true

from yanxiu_core.access.permissions import Permission
from yanxiu_core.ledger.assurance import assurance
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.ledger.unassigned import unassigned
from yanxiu_core.reads.declarations import Guard, Noun, One, Order, ReadContext, Value, columns, link

KNOWN_AT = "reads_known_at"
"""The column that tells a line's reader which moment's knowledge a relation asked for."""


def lines_known(context: ReadContext, args: Any) -> FromClause:
    """The ledger as a relation reads it: with its argument `known_at`, what was recorded by then."""
    known_at = args.get("known_at")
    if known_at is None:
        return LedgerLine.__table__
    moment = cast(literal(known_at), DateTime(timezone=True)).label(KNOWN_AT)
    return (
        select(*LedgerLine.__table__.c, moment)
        .where(LedgerLine.tenant_id == context.tenant_id, LedgerLine.recorded_at <= known_at)
        .subquery()
    )


def _known(line: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return true() if context.known_at is None else line.c.recorded_at <= context.known_at


def _reversed(line: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    reversal = LedgerLine.__table__.alias()
    conditions = [reversal.c.tenant_id == line.c.tenant_id, reversal.c.reverses_id == line.c.id]
    if KNOWN_AT in line.c:
        conditions.append(reversal.c.recorded_at <= line.c[KNOWN_AT])
    elif context.known_at is not None:
        conditions.append(reversal.c.recorded_at <= context.known_at)
    return select(reversal.c.id).where(*conditions).correlate(line).exists()


def _assurance(line: FromClause, context: ReadContext, _args: Any) -> ColumnElement[str]:
    return assurance(line.c, context.registry.policies.values(), context.known_at)


def _unassigned(line: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    return unassigned(line.c, context.registry.policies.values())


def waiting(line: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Lines of the policy that lie in no window (待归属), of the unit `unit_id` where it is given."""
    policy = context.registry.policies.get(args["policy"])
    conditions = [unassigned(line.c, [policy] if policy else [])]
    if args.get("unit_id"):
        conditions.append(line.c.unit_id == args["unit_id"])
    return conditions


LEDGER_LINE = Noun(
    name="LedgerLine",
    table=LedgerLine.__table__,
    permission=Permission.LEDGER_READ,
    guard=Guard(unit=lambda line: line.c.unit_id, person=lambda line: line.c.person_id),
    home=lambda line, _context: line.c.unit_id,
    rows=_known,
    order={
        "default": Order("default", lambda line: (line.c.starts_at, line.c.activity_number, line.c.recorded_at)),
    },
    fields={
        **columns(
            "policy", "measure", "amount", "on_date", "starts_at", "recorded_at", "activity_number", "kind",
            "category", "role", "conversion", "reverses_id",
        ),
        "assurance": Value(_assurance),
        "unassigned": Value(_unassigned),
        "reversed": Value(_reversed),
        "activity": One("Activity", link("activity_id")),
        "person": One("Person", link("person_id")),
        "unit": One("OrgUnit", link("unit_id")),
    },
)  # fmt: skip
