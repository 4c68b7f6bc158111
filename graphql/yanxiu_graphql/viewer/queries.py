"""Root field `viewer`."""

from typing import Any

import strawberry
from sqlalchemy import select
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.tenancy.models import Tenant
from yanxiu_core.work import Work
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import root
from yanxiu_graphql.reading import one
from yanxiu_graphql.selection import Asked
from yanxiu_graphql.viewer.types import Viewer


def _viewer(info: Info[RequestContext, None]) -> dict[str, Any]:
    work = info.context.work
    row: dict[str, Any] = {}
    for pick in Asked(info).pick().of or ():
        match pick.field:
            case "tenant":
                row[pick.key] = _tenant(work)
            case "person":
                own = work.actor.person_id
                row[pick.key] = one(info.context, "Person", own, pick.of or ()) if own else None
            case "permissions":
                row[pick.key] = [each.value for each in Permission if not work.access.reach(each).nothing]
            case _:
                row[pick.key] = getattr(work.actor, pick.field)
    return row


def _tenant(work: Work) -> dict[str, Any]:
    found = work.session.execute(
        select(Tenant.slug, Tenant.name, Tenant.zone).where(Tenant.tenant_id == work.tenant_id)
    ).one()
    return dict(found._mapping)  # noqa: SLF001 - SQLAlchemy's public name of it


@strawberry.type
class ViewerQuery:
    """`viewer`."""

    viewer: Viewer = root(_viewer, "当前调用者。Who is calling, and what the credential allows.")
