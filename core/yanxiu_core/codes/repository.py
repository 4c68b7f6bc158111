"""SQL of code tables."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.codes.models import Code
from yanxiu_core.policies.codes import CodeSystem
from yanxiu_core.work import Work


def known(work: Work, system: str) -> tuple[str, ...]:
    """The codes of a system that the tenant has, in its order."""
    return work.kept(("codes", system), lambda: _codes(work, system))


def _codes(work: Work, system: str) -> tuple[str, ...]:
    found = (
        select(Code.code)
        .where(Code.tenant_id == work.tenant_id, Code.system == system)
        .order_by(Code.position, Code.code)
    )
    return tuple(work.session.scalars(found))


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


def take_over(work: Work, systems: Sequence[CodeSystem]) -> int:
    """Bring the words of a policy into the tenant's tables; returns how many were new or had no title yet.

    What the county has said of a word itself stays: only what a list brought in without a title is completed.
    """
    named = [system.system for system in systems]
    rows = select(Code).where(Code.tenant_id == work.tenant_id, Code.system.in_(named))
    present = {(row.system, row.code): row for row in work.session.scalars(rows)}
    taken = 0
    for system in systems:
        for position, entry in enumerate(system.codes, start=1):
            key = (system.system, entry.code)
            row = present.get(key)
            if row is None:
                row = present[key] = Code(tenant_id=work.tenant_id, system=key[0], code=key[1], title_en="")
                work.session.add(row)
            elif row.title_en or row.meaning is not None:
                continue
            row.title_en, row.meaning, row.position = entry.en, entry.of, position
            taken += 1
    work.session.flush()
    return taken
