"""SQL of code tables."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.codes.models import Code
from yanxiu_core.work import Work


def known(work: Work, system: str) -> tuple[str, ...]:
    """The codes of a system that the tenant has, in its order."""
    found = (
        select(Code.code)
        .where(Code.tenant_id == work.tenant_id, Code.system == system)
        .order_by(Code.position, Code.code)
    )
    return work.kept(("codes", system), lambda: tuple(work.session.scalars(found)))


def register(work: Work, system: str, codes: Iterable[str], meaning: str | None = None) -> None:
    """Add the codes that the tenant's table does not have yet; what stands there stays as it is."""
    rows = [
        {"tenant_id": work.tenant_id, "system": system, "code": code, "meaning": meaning}
        for code in set(codes).difference(known(work, system))
    ]
    if rows:
        work.session.execute(
            insert(Code).on_conflict_do_nothing(index_elements=["tenant_id", "system", "code"]), rows
        )
