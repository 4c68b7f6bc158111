"""The `Access` port for roles: a role's permissions, as far as the credential reaches."""

from collections.abc import Callable
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import EVERYWHERE, NOWHERE, Reach
from yanxiu_tenants.roles.catalogue import COMMON_KNOWLEDGE, ROLES


class RoleAccess:
    """What one credential may do. `below` finds a unit's descendants, asked once and only if a unit narrows it."""

    def __init__(
        self,
        role: str,
        *,
        person_id: UUID | None = None,
        unit_id: UUID | None = None,
        below: Callable[[UUID], frozenset[UUID]] | None = None,
    ) -> None:
        """An unknown role may do nothing."""
        self._permissions = ROLES.get(role, frozenset())
        self._person_id = person_id
        self._unit_id = unit_id
        self._below = below
        self._units: frozenset[UUID] | None = None

    def reach(self, permission: Permission) -> Reach:
        """How far this permission goes: nowhere without it; else the credential's person, unit or tenant."""
        if permission not in self._permissions:
            return NOWHERE
        if permission in COMMON_KNOWLEDGE or (self._person_id is None and self._unit_id is None):
            return EVERYWHERE
        if self._unit_id is None:
            return Reach(person_id=self._person_id)
        if self._units is None:
            self._units = self._below(self._unit_id) if self._below else frozenset({self._unit_id})
        return Reach(units=self._units, person_id=self._person_id)
