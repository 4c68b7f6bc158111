"""Units as people name them on the command line."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.engine.tree import parents
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import closed_on
from yanxiu_core.work import Work


def unit_named(work: Work, text: str, *, under: UUID | None = None) -> UUID:
    """The one unit with this code or name, `under` a unit directly below it; of several the one that is open today.

    Raises NotFound where there is none, or more than one.
    """
    closed = closed_on(work.tenant_id, OrgUnit.id, work.today)
    named = select(OrgUnit.id, closed.label("closed")).where(
        OrgUnit.tenant_id == work.tenant_id, (OrgUnit.code == text) | (OrgUnit.name == text)
    )
    rows = work.session.execute(named).all()
    if under is not None:
        above = parents(work, work.today)
        rows = [row for row in rows if above.get(row.id) == under]
    found: list[UUID] = [row.id for row in rows if not row.closed] or [row.id for row in rows]
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
