"""The management tree as it was, is or will be on a day: where a unit finds the adoption that it follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class _Edge:
    unit_id: UUID
    parent_id: UUID
    valid_from: date
    recorded_at: datetime
    superseded_at: datetime | None


def parents(work: Work, on: date, known_at: datetime | None = None) -> Mapping[UUID, UUID]:
    """The unit above each unit on a day, as known at a moment (default: now)."""
    # In the management tree the next edge ends the one before.
    return {
        edge.unit_id: edge.parent_id
        for edge in _edges(work)
        if edge.valid_from <= on and was_known(edge.recorded_at, edge.superseded_at, known_at)
    }


def above(unit_id: UUID, parents: Mapping[UUID, UUID]) -> Iterator[UUID]:
    """The units above a unit, the nearest first."""
    seen = {unit_id}
    while (parent := parents.get(unit_id)) is not None and parent not in seen:
        yield parent
        seen.add(parent)
        unit_id = parent


def moves(work: Work, unit_id: UUID) -> set[date]:
    """The days from which a unit, or one that is above it at some time, stands where it does, as known now."""
    days: set[date] = set()
    seen, left = {unit_id}, [unit_id]
    present = [edge for edge in _edges(work) if edge.superseded_at is None]
    while left:
        unit = left.pop()
        edges = [edge for edge in present if edge.unit_id == unit]
        days.update(edge.valid_from for edge in edges)
        upper = {edge.parent_id for edge in edges} - seen
        seen |= upper
        left += upper
    return days


def outside(work: Work, unit_id: UUID, on: date) -> frozenset[UUID]:
    """The units of the tenant that do not stand under this one on a day: zones, which are no part of the tree, and those placed later."""
    tree = parents(work, on)
    return frozenset(unit for unit in _units(work) - {unit_id} if unit_id not in above(unit, tree))


def was_known(recorded_at: datetime, superseded_at: datetime | None, at: datetime | None) -> bool:
    """Whether a recorded row was the present one at a moment, or is now."""
    if at is None:
        return superseded_at is None
    return recorded_at <= at and (superseded_at is None or superseded_at > at)


def _units(work: Work) -> frozenset[UUID]:
    """Every unit of the tenant."""
    found = select(OrgUnit.id).where(OrgUnit.tenant_id == work.tenant_id)
    return work.kept("units", lambda: frozenset(work.session.scalars(found)))


def _edges(work: Work) -> tuple[_Edge, ...]:
    """Every edge of the management tree that the tenant ever had, in their order in time: a few hundred."""

    def read() -> tuple[_Edge, ...]:
        found = (
            select(
                OrgEdge.unit_id,
                OrgEdge.parent_id,
                OrgEdge.valid_from,
                OrgEdge.recorded_at,
                OrgEdge.superseded_at,
            )
            .where(OrgEdge.tenant_id == work.tenant_id, OrgEdge.structure == MANAGEMENT)
            .order_by(OrgEdge.valid_from, OrgEdge.id)
        )
        return tuple(_Edge(*row) for row in work.session.execute(found))

    return work.kept("edges", read)
