"""SQL of adoptions."""

from uuid import UUID

from sqlalchemy import select

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units.models import OrgUnit
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


def present_of(work: Work, policy_id: str) -> list[Adoption]:
    """The present adoptions of a policy, all over the tenant, in their order in time."""
    found = (
        select(Adoption)
        .where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.policy == policy_id,
            Adoption.superseded_at.is_(None),
        )
        .order_by(Adoption.valid_from, Adoption.id)
    )
    return list(work.session.scalars(found))


def unit_of(work: Work, adoption_id: UUID) -> UUID | None:
    """The unit that an adoption is of; None where there is no such adoption."""
    found = select(Adoption.unit_id).where(Adoption.tenant_id == work.tenant_id, Adoption.id == adoption_id)
    return work.session.scalar(found)


def unit_exists(work: Work, unit_id: UUID) -> bool:
    """Whether the tenant has this unit."""
    return work.session.get(OrgUnit, (work.tenant_id, unit_id)) is not None
