"""A unit on a day: its name, and whether it is open. Merging, splitting up and closing set its dated fact `status`."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.database.clocks import known
from yanxiu_core.org_units.errors import UnitClosed
from yanxiu_core.org_units.models import MANAGEMENT, MERGED, OrgEdge, OrgSuccession, OrgUnit, OrgUnitFact
from yanxiu_core.work import Work

NAME, STATUS, OPEN, SHUT = "name", "status", "open", "closed"


def closed_on(tenant_id: Any, unit_id: Any, on: Any, known_at: datetime | None = None) -> ColumnElement[bool]:
    """The unit is closed on that day, as known at a moment (default: now); all but the moment are columns or values."""
    fact = OrgUnitFact.__table__.alias().c
    status = (
        select(fact.value)
        .where(
            fact.tenant_id == tenant_id,
            fact.unit_id == unit_id,
            fact.kind == STATUS,
            fact.valid_from <= on,
            known(fact, known_at),
        )
        .order_by(fact.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(status, OPEN) == SHUT


def name_on(unit: Any, on: Any, known_at: datetime | None = None) -> ColumnElement[str]:
    """The unit's name on that day, as known at a moment; `unit` are columns of org_units."""
    fact = aliased(OrgUnitFact)
    name = (
        select(fact.value)
        .where(
            fact.tenant_id == unit.tenant_id,
            fact.unit_id == unit.id,
            fact.kind == NAME,
            fact.valid_from <= on,
            known(fact, known_at),
        )
        .order_by(fact.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(name, unit.name)


def closed_sql(unit: str, on: str) -> str:
    """The same in text, for staged lists: `unit` is an alias of org_units, `on` a day or its parameter."""
    return f"""
        coalesce((SELECT f.value FROM org_unit_facts f
                  WHERE f.tenant_id = {unit}.tenant_id AND f.unit_id = {unit}.id AND f.kind = '{STATUS}'
                    AND f.superseded_at IS NULL AND f.valid_from <= {on}
                  ORDER BY f.valid_from DESC LIMIT 1) = '{SHUT}', false)
    """


def successors_sql(unit: str) -> str:
    """The names of those that took a unit's place, as text of a staged list's problem; `unit` is an alias of org_units."""
    return f"""
        (SELECT coalesce(string_agg(t.name, '、' ORDER BY t.name), '无') FROM org_successions w
         JOIN org_units t ON t.tenant_id = w.tenant_id AND t.id = w.successor_id
         WHERE w.tenant_id = {unit}.tenant_id AND w.unit_id = {unit}.id AND w.superseded_at IS NULL)
    """


def require_open(work: Work, units: Collection[UUID], on: date, field: str) -> None:
    """Refuse (UnitClosed) where one of the units is closed on a day, saying since when and who has followed it."""
    closed = select(OrgUnit.id, OrgUnit.name).where(
        OrgUnit.tenant_id == work.tenant_id,
        OrgUnit.id.in_(units),
        closed_on(work.tenant_id, OrgUnit.id, on),
    )
    found = work.session.execute(closed.order_by(OrgUnit.name).limit(1)).one_or_none()
    if found is not None:
        refuse_closed(work, found.id, found.name, field)


def require_open_through(
    work: Work,
    units: Collection[UUID],
    first: date,
    last: date | None,
    field: str,
    otherwise: tuple[str, str] = ("", ""),
) -> None:
    """Refuse (UnitClosed) where one of the units is closed on the first day or is to be by the last; without a last, ever.

    `otherwise` says, in Chinese and English, what else can be done but name the unit that follows from the day on.
    """
    require_open(work, units, first, field)
    later = (
        select(OrgUnit.id, OrgUnit.name)
        .join(
            OrgUnitFact,
            (OrgUnitFact.tenant_id == OrgUnit.tenant_id) & (OrgUnitFact.unit_id == OrgUnit.id),
        )
        .where(
            OrgUnit.tenant_id == work.tenant_id,
            OrgUnit.id.in_(units),
            OrgUnitFact.kind == STATUS,
            OrgUnitFact.value == SHUT,
            OrgUnitFact.superseded_at.is_(None),
            OrgUnitFact.valid_from > first,
            *(() if last is None else (OrgUnitFact.valid_from <= last,)),
        )
    )
    found = work.session.execute(later.order_by(OrgUnit.name).limit(1)).one_or_none()
    if found is not None:
        since, followed = _closing(work, found.id)
        raise UnitClosed(
            f"“{found.name}”自 {since} 起{'已' if since <= work.today else ''}撤销"
            + (f", 由“{followed}”接续; 请从该日起改用后者" if followed else "; 请从该日起改用在办单位")
            + otherwise[0],
            f"{found.name} is closed from {since} on"
            + (f"; {followed} takes its place, name that from then on" if followed else "")
            + otherwise[1],
            field=field,
        )


def refuse_closed(work: Work, unit_id: UUID, name: str, field: str) -> NoReturn:
    """Raise UnitClosed for a unit that is closed."""
    since, followed = _closing(work, unit_id)
    raise UnitClosed(
        f"“{name}”自 {since} 起已撤销"
        + (f", 由“{followed}”接续; 请改用后者" if followed else "; 请改用在办单位"),
        f"{name} is closed from {since} on" + (f"; {followed} took its place" if followed else ""),
        field=field,
    )


def _closing(work: Work, unit_id: UUID) -> tuple[date, str | None]:
    """Since when a unit is closed, and the names of those that follow."""
    successor = aliased(OrgUnit)
    row = work.session.execute(
        select(
            func.max(OrgUnitFact.valid_from),
            select(func.string_agg(successor.name, aggregate_order_by(literal("、"), successor.name)))
            .join(OrgSuccession, OrgSuccession.successor_id == successor.id)
            .where(
                successor.tenant_id == work.tenant_id,
                OrgSuccession.tenant_id == work.tenant_id,
                OrgSuccession.unit_id == unit_id,
                OrgSuccession.superseded_at.is_(None),
            )
            .scalar_subquery(),
        ).where(
            OrgUnitFact.tenant_id == work.tenant_id,
            OrgUnitFact.unit_id == unit_id,
            OrgUnitFact.kind == STATUS,
            OrgUnitFact.value == SHUT,
            OrgUnitFact.superseded_at.is_(None),
        )
    ).one()
    return row[0], row[1]


def reached(work: Work, unit_id: UUID) -> frozenset[UUID]:
    """The units that a credential for this one reaches: itself, all below it, and those that were merged into them, whose
    papers they keep. Nothing from the day on which the unit itself is closed.
    """
    followed = select(OrgSuccession.successor_id.label("upper"), OrgSuccession.unit_id.label("lower")).where(
        OrgSuccession.tenant_id == work.tenant_id,
        OrgSuccession.kind == MERGED,
        OrgSuccession.on_date <= work.today,
        OrgSuccession.superseded_at.is_(None),
    )
    placed = select(OrgEdge.parent_id, OrgEdge.unit_id).where(
        OrgEdge.tenant_id == work.tenant_id,
        OrgEdge.structure == MANAGEMENT,
        OrgEdge.superseded_at.is_(None),
    )
    step = placed.union_all(followed).subquery()
    tree = (
        select(OrgUnit.id)
        .where(
            OrgUnit.tenant_id == work.tenant_id,
            OrgUnit.id == unit_id,
            ~closed_on(work.tenant_id, OrgUnit.id, work.today),
        )
        .cte(recursive=True)
    )
    tree = tree.union(select(step.c[1]).join(tree, step.c[0] == tree.c.id))
    return frozenset(work.session.scalars(select(tree.c.id)))
