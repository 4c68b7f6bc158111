"""SQL of code tables."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.codes.models import Code
from yanxiu_core.work import Work


def register(work: Work, system: str, codes: Iterable[str], meaning: str | None = None) -> None:
    """Add the codes that the tenant's table does not have yet; what stands there stays as it is."""
    rows = [
        {"tenant_id": work.tenant_id, "system": system, "code": code, "meaning": meaning} for code in codes
    ]
    if rows:
        work.session.execute(
            insert(Code).on_conflict_do_nothing(index_elements=["tenant_id", "system", "code"]), rows
        )
