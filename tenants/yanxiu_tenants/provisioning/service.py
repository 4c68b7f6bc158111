"""Create a tenant: its row, its clock, its root unit, its code tables, its policies."""

import re
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.codes.defaults import ATTENDANCE_STATUSES
from yanxiu_core.codes.models import Code
from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import COUNTY
from yanxiu_core.tenancy.models import Tenant, TenantHead
from yanxiu_core.work import Work

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


def register(session: Session, slug: str, name: str, *, zone: str = "Asia/Shanghai") -> UUID:
    """The tenant's row and head, in the operator's transaction; `equip` follows with the new tenant bound.

    Raises Invalid for a slug, name or zone that does not fit, Conflict for a slug that is taken.
    """
    if not SLUG.fullmatch(slug):
        raise Invalid(
            f"短名“{slug}”不合要求: 2-40 个小写字母、数字或连字符, 以字母开头",
            f"The slug {slug!r} does not fit: 2-40 lower-case letters, digits or hyphens, a letter first",
            field="slug",
        )
    if not name.strip():
        raise Invalid("请给出县名", "Give the county's name", field="name")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(
            f"没有时区“{zone}”; 例如 Asia/Shanghai",
            f"There is no time zone {zone!r}; write for example Asia/Shanghai",
            field="zone",
        ) from error
    tenant = Tenant(slug=slug, name=name.strip(), zone=zone)
    inserted = session.scalars(
        insert(Tenant)
        .values(slug=tenant.slug, name=tenant.name, zone=tenant.zone)
        .on_conflict_do_nothing(index_elements=["slug"])
        .returning(Tenant.tenant_id)
    ).one_or_none()
    if inserted is None:
        raise Conflict(
            f"短名 {slug} 已被占用; 请换一个", f"The slug {slug} is taken; choose another", field="slug"
        )
    session.add(TenantHead(tenant_id=inserted, recorded_at=func.clock_timestamp()))
    session.flush()
    return inserted


def equip(work: Work, name: str, policies: Sequence[str]) -> None:
    """Root unit, code tables and adopted policies of a new tenant. Raises PolicyUnknown."""
    root = org_units.create(work, kind=COUNTY, name=name)
    work.session.add_all(
        Code(
            tenant_id=work.tenant_id,
            system="attendance_status",
            code=code,
            title_en=english,
            meaning=meaning,
            position=position,
        )
        for position, (code, english, meaning) in enumerate(ATTENDANCE_STATUSES)
    )
    for policy in policies:
        adoptions.adopt(work, policy, root.id)


def find(session: Session, slug: str) -> UUID:
    """The tenant's id by its slug, for the operator. Raises NotFound with the slugs there are."""
    found = session.scalars(select(Tenant.tenant_id).where(Tenant.slug == slug)).one_or_none()
    if found is None:
        known = "、".join(session.scalars(select(Tenant.slug).order_by(Tenant.slug))) or "(无)"
        raise NotFound(
            f"没有短名为 {slug} 的县; 已有: {known}", f"No tenant {slug}; there are: {known}", field="tenant"
        )
    return found
