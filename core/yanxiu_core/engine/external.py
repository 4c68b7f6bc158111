"""What certificates of external training are worth: fact lines for all, converted lines for each adopted policy."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Numeric,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.conversion import inside, spells
from yanxiu_core.engine.scope import among
from yanxiu_core.engine.terms import Adopted, Span
from yanxiu_core.external_trainings.models import KIND, STANDING, ExternalTraining
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.policies.conversion import INCLUDED, ExternalConversion
from yanxiu_core.policies.model import Policy


def standing_trainings(tenant_id: UUID, zone: str, ids: Sequence[UUID]) -> Subquery:
    """Those of these rows that count, on the last day of the training; that day is the certificate's."""
    training = ExternalTraining
    return (
        select(
            training.id.label("source_id"),
            training.person_id,
            training.ends_on.label("on_date"),
            func.timezone(zone, cast(training.ends_on, DateTime())).label("starts_at"),
            training.level,
            training.form,
            training.project,
            training.hours,
            (training.ends_on - training.starts_on + 1).label("days"),
            training.state,
            home_unit_on(tenant_id, training.person_id, training.ends_on).label("unit_id"),
        )
        .where(
            training.tenant_id == tenant_id,
            among(training.id, ids),
            training.superseded_at.is_(None),
            training.state.in_(STANDING),
        )
        .subquery("trainings")
    )


def certificates(rows: Subquery) -> Select[Any]:
    """One fact line per certificate: count 1."""
    return _line(rows, measure="count", amount=literal(Decimal(1)))


def certified_hours(rows: Subquery) -> Select[Any]:
    """One fact line per certificate: its hours as they stand on it, shared by all policies."""
    return _line(rows, measure="hours", amount=rows.c.hours)


def converted(policy: Policy, spans: Sequence[Span], rows: Subquery) -> list[Select[Any]]:
    """The lines that a policy's conversion makes of certificates, by their last day; none where it counts none."""
    selects = []
    for version, days, adopted in spells(policy, spans):
        external = version.external
        if external is not None and adopted.choice(external.counts) == INCLUDED:
            worth = _worth(external, adopted, rows)
            line = _line(rows, policy.id, version.name, amount=worth, category=external.category)
            selects.append(line.where(inside(days, rows.c.on_date)))
    return selects


def _worth(external: ExternalConversion, adopted: Adopted, rows: Subquery) -> ColumnElement[Decimal]:
    """Its hours, of each day at most so many, times the level's factor."""
    a_day = cast(literal(adopted.figure(external.day_maximum)), Numeric(12, 4))
    factor: ColumnElement[Any] = cast(literal(external.level_factor.default), Numeric(6, 2))
    if external.level_factor.by:
        factor = case(external.level_factor.by, value=rows.c.level, else_=factor)
    return func.round(func.least(rows.c.hours, rows.c.days * a_day) * factor, 2)


def _line(
    rows: Subquery,
    policy: str = "",
    conversion: str = "",
    *,
    amount: Any,
    measure: str = "hours",
    category: str | None = None,
) -> Select[Any]:
    """The columns of `ledger.difference`, in its order; `item` is the project, by which a trace names the line."""
    return select(
        rows.c.person_id,
        literal(policy, Text()).label("policy"),
        literal(measure, Text()).label("measure"),
        cast(amount, QUANTITY).label("amount"),
        cast(rows.c.on_date, Date()).label("on_date"),
        rows.c.starts_at,
        cast(null(), Uuid()).label("activity_id"),
        literal("", Text()).label("activity_number"),
        literal(KIND, Text()).label("kind"),
        (rows.c.level if category is None else literal(category, Text())).label("category"),
        rows.c.form.label("role"),
        rows.c.unit_id,
        rows.c.source_id,
        literal(conversion, Text()).label("conversion"),
        cast(null(), ARRAY(Text())).label("fields"),
        rows.c.state.label("assurance"),
        rows.c.project.label("item"),
    )
