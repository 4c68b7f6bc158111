"""SQL of adoptions."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit
from yanxiu_core.work import Work


def present_ids(work: Work, policy_id: str) -> list[UUID]:
    """The adoptions of a policy that nothing has superseded, all over the tenant, in order of their ids."""
    found = (
        select(Adoption.id)
        .where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.policy == policy_id,
            Adoption.superseded_at.is_(None),
        )
        .order_by(Adoption.id)
    )
    return list(work.session.scalars(found))


def of_unit(work: Work, policy_id: str, unit_id: UUID) -> list[Adoption]:
    """The present adoptions of a policy by one unit, the latest first."""
    found = (
        select(Adoption)
        .where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.policy == policy_id,
            Adoption.unit_id == unit_id,
            Adoption.superseded_at.is_(None),
        )
        .order_by(Adoption.valid_from.desc())
    )
    return list(work.session.scalars(found))


def unit_of(work: Work, adoption_id: UUID) -> UUID | None:
    """The unit that an adoption is of; None where there is no such adoption."""
    found = select(Adoption.unit_id).where(Adoption.tenant_id == work.tenant_id, Adoption.id == adoption_id)
    return work.session.scalar(found)


def unit_exists(work: Work, unit_id: UUID) -> bool:
    """Whether the tenant has this unit."""
    return work.session.get(OrgUnit, (work.tenant_id, unit_id)) is not None


def nearest_above(work: Work, policy_id: str, unit_id: UUID, on: date) -> Adoption | None:
    """The adoption that a unit stands under on a day: in force there, by the unit nearest above it."""
    above = list(_above(work, unit_id, on))
    found = work.session.scalars(
        select(Adoption)
        .where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.policy == policy_id,
            Adoption.unit_id.in_(above),
            Adoption.superseded_at.is_(None),
            Adoption.valid_from <= on,
            Adoption.valid_to.is_(None) | (Adoption.valid_to >= on),
        )
        .order_by(Adoption.valid_from)
    )
    latest = {adoption.unit_id: adoption for adoption in found}
    return next((latest[unit] for unit in above if unit in latest), None)


def _above(work: Work, unit_id: UUID, on: date) -> Iterator[UUID]:
    """The units above, the nearest first; the whole tree is a few hundred edges and read at once."""
    edges = work.session.execute(
        select(OrgEdge.unit_id, OrgEdge.parent_id)
        .where(
            OrgEdge.tenant_id == work.tenant_id,
            OrgEdge.structure == MANAGEMENT,
            OrgEdge.superseded_at.is_(None),
            OrgEdge.valid_from <= on,
        )
        .order_by(OrgEdge.valid_from)
    )
    parents = {edge.unit_id: edge.parent_id for edge in edges}
    seen = {unit_id}
    while (parent := parents.get(unit_id)) is not None and parent not in seen:
        yield parent
        seen.add(parent)
        unit_id = parent
