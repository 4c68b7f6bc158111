"""What the schema reads in another way than core declares: fields whose arguments are the schema's own."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, DateTime, FromClause, and_, cast, literal, select

from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.declarations import Args, Connection, Many, Noun, Value
from yanxiu_core.reads.registry import Contribution, Nouns

KNOWN_AT = "reads_known_at"
"""The column that tells a ledger line's reader which moment's knowledge is asked for."""


def api_nouns(nouns: Nouns) -> Nouns:
    """The installation's nouns, with `Person.ledger(knownAt)` and `Person.verdicts(policy, window)`."""
    adapted = {"Person": _person, "LedgerLine": _ledger_line}
    same: Any = lambda noun: noun  # noqa: E731 - the adapter of all others
    found = Nouns(Contribution("api", tuple(adapted.get(name, same)(noun) for name, noun in nouns.items())))
    found.verify()
    return found


def _person(noun: Noun) -> Noun:
    fields = dict(noun.fields)
    ledger, verdicts = fields["ledger"], fields["verdicts"]
    if not isinstance(ledger, Connection) or not isinstance(verdicts, Many):
        raise TypeError("Person.ledger and Person.verdicts are declared otherwise")
    fields["ledger"] = replace(ledger, source=_lines)
    fields["verdicts"] = replace(verdicts, on=_verdicts_of)
    return replace(noun, fields=fields)


def _ledger_line(noun: Noun) -> Noun:
    declared = noun.fields["reversed"]
    if not isinstance(declared, Value):
        raise TypeError("LedgerLine.reversed is declared otherwise")

    def reversed_then(line: FromClause, context: ReadContext, args: Args) -> ColumnElement[Any]:
        if KNOWN_AT not in line.c:
            return declared.sql(line, context, args)
        reversal = LedgerLine.__table__.alias()
        found = select(reversal.c.id).where(
            reversal.c.tenant_id == line.c.tenant_id,
            reversal.c.reverses_id == line.c.id,
            reversal.c.recorded_at <= line.c[KNOWN_AT],
        )
        return found.correlate(line).exists()

    return replace(noun, fields={**noun.fields, "reversed": Value(reversed_then)})


def _lines(context: ReadContext, args: Args) -> FromClause:
    """The ledger, or what was known of it at a moment."""
    known_at = args.get("known_at")
    if known_at is None:
        return LedgerLine.__table__
    moment = cast(literal(known_at), DateTime(timezone=True)).label(KNOWN_AT)
    return (
        select(*LedgerLine.__table__.c, moment)
        .where(LedgerLine.tenant_id == context.tenant_id, LedgerLine.recorded_at <= known_at)
        .subquery()
    )


def _verdicts_of(
    person: FromClause, verdict: FromClause, _context: ReadContext, args: Args
) -> ColumnElement[bool]:
    conditions = [verdict.c.person_id == person.c.id]
    if args.get("policy") is not None:
        conditions.append(verdict.c.policy == args["policy"])
    if args.get("window") is not None:
        conditions.append(verdict.c.window_key == args["window"])
    return and_(*conditions)
