"""A person's 学时 under one policy in one window: by category, by month, and how far each is assured."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, cast, func, literal, null, select, true
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from yanxiu_core.calendars.models import Window
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.lines import standing
from yanxiu_core.ledger.assurance import assurance
from yanxiu_core.ledger.models import CERTIFIED, REGISTERED, RETURNED, REVIEWED, LedgerLine
from yanxiu_core.reads.declarations import ReadContext

ASSURANCES = (REGISTERED, REVIEWED, CERTIFIED)


def hours(person: FromClause, context: ReadContext, args: Any) -> ColumnElement[Any]:
    """JSON of registered, reviewed, certified, by_category and by_month: gross amounts, before caps.

    Arguments `policy` and `window` (its key); a window of that key that is open. `as_of`: of lines up to that day;
    `known_at`: of lines as they were known at that moment, else at the context's.
    """
    known_at = args.get("known_at") or context.known_at
    as_of = args.get("as_of") or context.extra.get("as_of")
    lines = (
        select(
            LedgerLine.category,
            func.to_char(LedgerLine.on_date, "YYYY-MM").label("month"),
            assurance(LedgerLine, context.registry.policies.values(), known_at).label("assurance"),
            LedgerLine.amount,
        )
        .where(
            LedgerLine.tenant_id == person.c.tenant_id,
            LedgerLine.person_id == person.c.id,
            LedgerLine.policy == args["policy"],
            LedgerLine.measure == "hours",
            LedgerLine.assurance != RETURNED,
            standing(LedgerLine, known_at),
            LedgerLine.recorded_at <= known_at if known_at else true(),
            LedgerLine.on_date <= as_of if as_of else true(),
            _in_window(args["window"], context),
        )
        .correlate(person)
        .subquery()
    )
    total = select(
        func.json_build_object(
            *_amounts(lines), "by_category", _split(lines, "category"), "by_month", _split(lines, "month")
        )
    )
    return total.select_from(lines).scalar_subquery()


def _in_window(key: str, context: ReadContext) -> ColumnElement[bool]:
    """The line's day lies in one of the open windows of this key; a calendar year is never stored as another kind."""
    return (
        select(Window.id)
        .where(
            Window.tenant_id == context.tenant_id,
            Window.key == key,
            LedgerLine.on_date.between(Window.starts_on, Window.ends_on),
        )
        .correlate(LedgerLine)
        .exists()
    )


def _amounts(lines: FromClause) -> list[Any]:
    parts: list[Any] = []
    for name in ASSURANCES:
        amount = func.coalesce(func.sum(lines.c.amount).filter(lines.c.assurance == name), 0)
        parts += [name, cast(cast(amount, QUANTITY), Text())]
    return parts


def _names(name: str, lines: FromClause) -> list[Any]:
    return [
        part
        for other in ("category", "month")
        for part in (other, lines.c[other] if other == name else null())
    ]


def _split(lines: FromClause, name: str) -> ColumnElement[Any]:
    again = lines.alias()
    grouped = (
        select(again.c[name], func.json_build_object(*_names(name, again), *_amounts(again)).label("part"))
        .group_by(again.c[name])
        .subquery()
    )
    listed = func.json_agg(aggregate_order_by(grouped.c.part, grouped.c[name]))
    return select(func.coalesce(listed, cast(literal("[]"), JSON()))).select_from(grouped).scalar_subquery()
