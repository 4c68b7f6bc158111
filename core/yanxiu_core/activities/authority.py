"""Whose activity it is: that of the units that host or organise it, and of whoever holds a permission on them all."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import ASSISTANT, ActivityUnit
from yanxiu_core.work import Work


def require_on_units(work: Work, permission: Permission, units: Collection[UUID]) -> None:
    """Refuse (Forbidden) unless the permission covers all these units; of no unit, the whole county."""
    for unit_id in units or (None,):
        work.require(permission, unit_id)


def require_on_activity(work: Work, permission: Permission, activity_id: UUID) -> None:
    """Refuse (Forbidden) unless the permission covers the units whose activity it is."""
    reach = work.access.reach(permission)
    if reach.everything:
        return
    require_on_units(work, permission, units_of_activity(work, activity_id) if reach.units else ())


def units_of_activity(work: Work, activity_id: UUID) -> tuple[UUID, ...]:
    """The units that host or organise a recorded activity."""
    found = select(ActivityUnit.unit_id).where(
        ActivityUnit.tenant_id == work.tenant_id,
        ActivityUnit.activity_id == activity_id,
        ActivityUnit.unit_id.is_not(None),
        ActivityUnit.part != ASSISTANT,
        ActivityUnit.superseded_at.is_(None),
    )
    return tuple(each for each in work.session.scalars(found) if each is not None)
