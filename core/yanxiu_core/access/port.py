"""The `Access` port: package tenants implements it, the composition root wires it, every service asks it."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a permission goes: the whole tenant, some units with all below them, or one's own person.

    `units` holds every unit reached, descendants included, so that a row guard is a plain membership test.
    """

    everything: bool = False
    units: frozenset[UUID] = frozenset()
    person_id: UUID | None = None

    @property
    def nothing(self) -> bool:
        """Whether the permission is not held at all."""
        return not self.everything and not self.units and self.person_id is None

    def covers_unit(self, unit_id: UUID | None) -> bool:
        """Whether a thing of this unit is reached; a thing of no unit belongs to the whole tenant."""
        return self.everything or (unit_id is not None and unit_id in self.units)


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)


class Access(Protocol):
    """Answers for one actor in one tenant."""

    def reach(self, permission: Permission) -> Reach:
        """How far this permission goes for the actor; `NOWHERE` when it is not held."""
        ...


class FullAccess:
    """The operator's access: everything, everywhere in the tenant (command line and jobs of the platform)."""

    def reach(self, permission: Permission) -> Reach:  # noqa: ARG002 - the port's signature
        """Everything."""
        return EVERYWHERE


class NoAccess:
    """The access of whoever holds no credential of ours: nowhere."""

    def reach(self, permission: Permission) -> Reach:  # noqa: ARG002 - the port's signature
        """Nowhere."""
        return NOWHERE


def require(access: Access, permission: Permission, unit_id: UUID | None = None) -> None:
    """Refuse unless the permission covers the unit (without a unit: the whole tenant).

    Raises Forbidden, naming the permission that is missing.
    """
    reach = access.reach(permission)
    if not reach.covers_unit(unit_id):
        raise Forbidden(
            f"您没有此项权限({permission.value})或不在您的管辖单位之内; 请联系县管理员授权",
            f"Permission {permission.value} is not granted here; ask your county's administrator",
            permission=permission.value,
        )
