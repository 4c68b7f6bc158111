"""Units as people name them on the command line."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.work import Work


def unit_named(work: Work, text: str) -> UUID:
    """The one unit with this code or name. Raises NotFound where there is none, or more than one."""
    found = work.session.scalars(
        select(OrgUnit.id).where(
            OrgUnit.tenant_id == work.tenant_id, (OrgUnit.code == text) | (OrgUnit.name == text)
        )
    ).all()
    if len(found) != 1:
        raise NotFound(
            f"没有代码或名称为 {text} 的单位, 或不止一个; 请用单位代码",
            f"No unit, or more than one, has the code or name {text}; use the code",
            field="unit",
        )
    return found[0]


def names_of(work: Work, ids: Collection[UUID]) -> list[str]:
    """The units' names, in printed order."""
    found = select(OrgUnit.name).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.id.in_(ids))
    return list(work.session.scalars(found.order_by(OrgUnit.position, OrgUnit.name)))
