"""Verdicts counted by home unit: the county's picture, straight from the persons' verdicts."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Numeric, cast, func, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.reads.declarations import Guard, Noun, One, Order, ReadContext, Value, columns, link
from yanxiu_core.reads.pages import nulls_last
from yanxiu_core.verdicts.models import EXEMPT, NOT_APPLICABLE
from yanxiu_core.verdicts.rows import STORED
from yanxiu_core.verdicts.status import MET, STATUSES, status


def compliance(rows: FromClause, on: date) -> FromClause:
    """One row per home unit and rule: people judged, how many in each status on that day, and the sums."""
    stated = select(rows, status(rows, on).label("status")).where(rows.c.person_id.is_not(None)).subquery()
    counts = [func.count().filter(stated.c.status == name).label(name) for name in STATUSES]
    return (
        select(
            stated.c.tenant_id,
            stated.c.unit_id,
            stated.c.rule,
            func.count().label("people"),
            *counts,
            cast(func.sum(stated.c.measured), QUANTITY).label("measured"),
            cast(func.sum(stated.c.capped), QUANTITY).label("capped"),
        )
        .group_by(stated.c.tenant_id, stated.c.unit_id, stated.c.rule)
        .subquery()
    )


def _rate(row: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """Met among those who are judged (exempt and not applicable left out), in percent with one decimal; null where nobody is."""
    judged = func.nullif(row.c.people - row.c[EXEMPT] - row.c[NOT_APPLICABLE], 0)
    return cast(func.round(cast(row.c[MET], Numeric()) * 100 / judged, 1), Numeric(5, 1))


def _place(row: FromClause) -> tuple[ColumnElement[Any], ...]:
    unit = OrgUnit.__table__.alias()
    own = (unit.c.tenant_id == row.c.tenant_id, unit.c.id == row.c.unit_id)
    position = select(unit.c.position).where(*own).correlate(row).scalar_subquery()
    name = select(unit.c.name).where(*own).correlate(row).scalar_subquery()
    # These rows have no id, and two units may share place and name.
    return func.coalesce(position, 0), func.coalesce(name, ""), row.c.rule, *nulls_last(row.c.unit_id)


UNIT_COMPLIANCE = Noun(
    name="UnitCompliance",
    # Always read with a source of its own, made for the policy, window and day that are asked for.
    table=compliance(STORED, date.max),
    permission=Permission.VERDICTS_READ,
    guard=Guard(unit=lambda row: row.c.unit_id),
    order={"default": Order("default", _place)},
    fields={
        **columns("rule", "people", *STATUSES, "measured", "capped"),
        "rate": Value(_rate),
        "unit": One("OrgUnit", link("unit_id")),
    },
)
