"""A person's 学时 under one policy in one window: by category, by month, and how far each is assured."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, cast, func, literal, null, or_, select, true
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from yanxiu_core.calendars.models import Window
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.database.clocks import known
from yanxiu_core.engine.lines import standing
from yanxiu_core.ledger.assurance import assurance
from yanxiu_core.ledger.models import CERTIFIED, REGISTERED, RETURNED, REVIEWED, LedgerLine
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.reads.declarations import ReadContext

ASSURANCES = (REGISTERED, REVIEWED, CERTIFIED)


def hours(person: FromClause, context: ReadContext, args: Any) -> ColumnElement[Any]:
    """JSON of registered, reviewed, certified, by_category and by_month: gross amounts, before caps.

    Arguments `policy` and `window` (its key): the window of that key in which the policy judges 学时, 补学 decisions
    included. `as_of`: of lines up to that day; `known_at`: of lines as they were known then, else at the context's.
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
            _in_window(args["policy"], args["window"], known_at, context),
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


def _in_window(policy: str, key: str, known_at: datetime | None, context: ReadContext) -> ColumnElement[bool]:
    """The line's day lies in the open window of this key, or a decision counts it there; two kinds may have one key."""
    kinds = _kinds(policy, context)
    dated = (
        select(Window.id)
        .where(
            Window.tenant_id == context.tenant_id,
            Window.key == key,
            Window.kind.in_(kinds),
            LedgerLine.on_date.between(Window.starts_on, Window.ends_on),
        )
        .correlate(LedgerLine)
        .exists()
    )
    decided = (
        select(Makeup.id)
        .where(
            Makeup.tenant_id == LedgerLine.tenant_id,
            Makeup.policy == LedgerLine.policy,
            Makeup.person_id == LedgerLine.person_id,
            Makeup.activity_id == LedgerLine.activity_id,
            Makeup.window_kind.in_(kinds),
            Makeup.withdrawn.is_(False),
            known(Makeup, known_at),
        )
        .correlate(LedgerLine)
    )
    return or_(and_(dated, ~decided.exists()), decided.where(Makeup.window_key == key).exists())


def _kinds(policy_id: str, context: ReadContext) -> list[str]:
    """The kinds of window in which the policy judges 学时."""
    policy = context.registry.policies.get(policy_id)
    windows = [
        version.window
        for rule in (policy.judged if policy else ())
        if rule.source == "converted"
        for version in rule.versions
    ]
    return sorted({kind for window in windows for kind in (window.value, *window.allowed)})


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
