"""How the county stands to each installed policy today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """A policy with the edition and the parameters that the county has adopted; None and empty where it has not."""

    policy: Policy
    edition: int | None
    parameters: Mapping[str, Any]

    @property
    def upgrade_available(self) -> bool:
        """Whether the county is in an earlier edition than is installed."""
        return self.edition is not None and self.edition < self.policy.edition

    @property
    def declared(self) -> Mapping[str, Figure | Choice]:
        """What may be set in the edition adopted, else in the present one."""
        return self.policy.parameters(self.edition)


def standings(work: Work) -> list[Standing]:
    """Every installed policy; what the caller may see is the caller's to check."""
    rows = work.session.scalars(
        select(Adoption)
        .where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.unit_id == root_id(work),
            Adoption.superseded_at.is_(None),
            Adoption.valid_from <= work.today,
            Adoption.valid_to.is_(None) | (Adoption.valid_to >= work.today),
        )
        .order_by(Adoption.valid_from)
    )
    adopted = {row.policy: row for row in rows}
    found = ((policy, adopted.get(policy.id)) for policy in work.registry.policies.values())
    return [
        Standing(policy, row.edition, row.parameters) if row else Standing(policy, None, {})
        for policy, row in found
    ]
