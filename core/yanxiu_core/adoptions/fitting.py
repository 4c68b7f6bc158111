"""Overrides fit the edition that they follow: an adoption that would leave one outside of its edition's bounds is refused.

What a unit has named was within the bounds of the edition of that day. A later edition may have others, and so may the
adoption that is nearest above when another one ends, or from the day on from which the unit stands elsewhere.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.adoptions.following import DAY, Ladders, ended
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.adoptions.parameters import check_parameters
from yanxiu_core.engine.scope import among
from yanxiu_core.engine.tree import moves
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.policies.errors import ParameterInvalid
from yanxiu_core.policies.model import Policy
from yanxiu_core.work import Work

LISTED = 5
"""So many units are named; there is as much to do for the others."""
Unfit = dict[tuple[UUID, str, int], ParameterInvalid]
"""By unit, parameter and edition, what is wrong."""


def refuse_unfit(work: Work, policy: Policy, before: Sequence[Adoption], after: Sequence[Adoption]) -> None:
    """Refuse to go from these adoptions of a policy to those where overrides do not fit that did.

    Raises ParameterInvalid with the units and what is wrong with their figures.
    """
    editions = {row.edition for row in (*before, *after) if not row.follows}
    if len(editions) == 1 or not any(row.follows for row in after):
        return
    known = _unfit(work, policy, before)
    found = {key: error for key, error in _unfit(work, policy, after).items() if key not in known}
    if not found:
        return
    rows = select(OrgUnit.id, OrgUnit.name).where(
        OrgUnit.tenant_id == work.tenant_id, among(OrgUnit.id, [unit for unit, _, _ in found])
    )
    names = {row.id: row.name for row in work.session.execute(rows)}
    said = [(names[unit], edition, error) for (unit, _, edition), error in found.items()][:LISTED]
    zh = "; ".join(f"{name}(第 {edition} 版): {error.zh}" for name, edition, error in said)
    en = "; ".join(f"{name} (edition {edition}): {error.en}" for name, edition, error in said)
    raise ParameterInvalid(
        f"有 {len(found)} 项下级单位另定的参数不合届时所随的版次, 请先修订或停用这些另定。{zh}",
        f"{len(found)} parameters of overrides do not fit the edition that they would follow; amend or retire these first. {en}",
    )


def _unfit(work: Work, policy: Policy, held: Sequence[Adoption]) -> Unfit:
    """What does not fit on an override's first day, or on a later one on which an adoption begins or has ended, or the unit
    or one above it moves.
    """
    complete = [row for row in held if not row.follows]
    turns = {row.valid_from for row in complete} | {row.valid_to + DAY for row in complete if row.valid_to}
    ladders = Ladders(work, held)
    found: Unfit = {}
    for row in held:
        if not row.follows:
            continue
        ahead = turns | moves(work, row.unit_id)
        days = (day for day in ahead if day > row.valid_from and not ended(row, day - DAY))
        for day in (row.valid_from, *days):
            step = ladders.on(day)
            above = step.complete_above(row.unit_id) if step.in_force.get(row.unit_id) is row else None
            if above is not None:
                found.update(_wrong(policy, row, above.edition))
    return found


def _wrong(policy: Policy, row: Adoption, edition: int) -> Unfit:
    found: Unfit = {}
    for name, value in row.parameters.items():
        try:
            check_parameters(policy, edition, {name: value})
        except ParameterInvalid as error:
            found[row.unit_id, name, edition] = error
    return found
