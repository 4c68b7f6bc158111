"""What becomes of units by a document of the county: merged, split up, closed. Each is one command, from a day on.

Facts are superseded, never changed: what was so before the day, and what was known before the command, stays as it was.
`valid_from` is the first day on which it is so. With `dry_run` all is done, told and undone.
"""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from datetime import date
from uuid import UUID

from yanxiu_core.org_units import checks, transfer
from yanxiu_core.org_units.checks import GROUPS
from yanxiu_core.org_units.errors import SuccessionInvalid
from yanxiu_core.org_units.models import CLOSED, MERGED, SPLIT
from yanxiu_core.org_units.moving import Move
from yanxiu_core.org_units.sharing import Part, Sharing
from yanxiu_core.org_units.transfer import Outcome, Plan
from yanxiu_core.work import Work

__all__ = ["Outcome", "Part", "close", "merge", "split"]


def merge(
    work: Work,
    unit_ids: Sequence[UUID],
    into_id: UUID,
    *,
    valid_from: date,
    source: str,
    dry_run: bool = False,
) -> Outcome:
    """Merge units into another one, which is there already: people, groups, units below and coming activities go there.

    Groups of one name become one. What the units had set for themselves ends. Raises SuccessionInvalid (field named),
    UnitClosed, NotFound, Forbidden.
    """
    document = checks.allowed(work, valid_from, source)
    with work.trial() if dry_run else nullcontext():
        _check_sources(work, unit_ids, valid_from)
        checks.following(work, into_id, unit_ids, valid_from, "intoId")
        plan = Plan(MERGED, valid_from, document)
        for unit_id in unit_ids:
            _fold(work, plan, unit_id, into_id, unit_ids)
        return transfer.carry_out(work, "orgUnit.merge", plan)


def split(
    work: Work,
    unit_id: UUID,
    parts: Sequence[Part],
    *,
    closes: bool,
    valid_from: date,
    source: str,
    dry_run: bool = False,
) -> Outcome:
    """Split parts off a unit; with `closes` nothing of it may be left, and it is closed.

    Who is not named stays where the unit stays open. Raises SuccessionInvalid (field named, and who is named twice, not
    of the unit, or left over), UnitClosed, NotFound, Forbidden.
    """
    document = checks.allowed(work, valid_from, source)
    with work.trial() if dry_run else nullcontext():
        checks.leaving(work, unit_id, valid_from, "unitId")
        plan = Plan(SPLIT, valid_from, document)
        plan.successions.extend((unit_id, part.unit_id) for part in parts)
        _check_parts(work, unit_id, parts, valid_from)
        sharing = Sharing(work, unit_id, valid_from)
        for index, part in enumerate(parts):
            sharing.share(part, f"parts.{index}")
        if closes:
            sharing.require_nothing_left()
            plan.closing.append(unit_id)
            plan.moves.extend(sharing.endings())
        plan.moves.extend(sharing.moves())
        for child, target in sharing.units.items():
            transfer.place_below(work, plan, child, unit_id, target)
        return transfer.carry_out(work, "orgUnit.split", plan)


def _check_sources(work: Work, unit_ids: Sequence[UUID], on: date) -> None:
    if not unit_ids:
        raise SuccessionInvalid("请写明并入的单位", "Name the units that are merged", field="unitIds")
    for index, unit_id in enumerate(unit_ids):
        checks.leaving(work, unit_id, on, f"unitIds.{index}")
        if unit_id in unit_ids[:index]:
            raise SuccessionInvalid("同一单位写了两次", "A unit stands twice", field=f"unitIds.{index}")


def _check_parts(work: Work, unit_id: UUID, parts: Sequence[Part], on: date) -> None:
    if not parts:
        raise SuccessionInvalid("请写明分出哪些单位", "Name the units that it is split into", field="parts")
    for index, part in enumerate(parts):
        others = [unit_id, *(other.unit_id for other in parts[:index])]
        checks.following(work, part.unit_id, [unit_id], on, f"parts.{index}.unitId")
        if part.unit_id in others:
            raise SuccessionInvalid("同一单位写了两次", "A unit stands twice", field=f"parts.{index}.unitId")
        if not part.people and not part.units:
            raise SuccessionInvalid(
                "这一部分没有写明人员或下级单位; 请写明谁到该单位",
                "The part names neither people nor units below; say who goes there",
                field=f"parts.{index}",
            )


def close(work: Work, unit_id: UUID, *, valid_from: date, source: str, dry_run: bool = False) -> Outcome:
    """Close a unit and its groups. Whoever is at home in it is moved first, and what it still plans is cancelled.

    Raises SuccessionInvalid (field named, with who or what is left), UnitClosed, NotFound, Forbidden.
    """
    document = checks.allowed(work, valid_from, source)
    with work.trial() if dry_run else nullcontext():
        checks.leaving(work, unit_id, valid_from, "unitId")
        closing = [unit_id, *checks.groups_below(work, [unit_id], valid_from)]
        checks.require_empty(work, unit_id, closing, valid_from)
        plan = Plan(CLOSED, valid_from, document, closing=closing)
        plan.successions.extend((unit, None) for unit in closing)
        plan.moves.extend(Move(unit, None) for unit in closing)
        return transfer.carry_out(work, "orgUnit.close", plan)


def _fold(work: Work, plan: Plan, source: UUID, target: UUID, named: Collection[UUID]) -> None:
    """Everything of a unit goes to another: groups of one name become one, other units below stand under it.

    Those of them that are merged by name themselves are not placed as well.
    """
    beside = {
        (unit.kind, unit.name): unit.id
        for unit in checks.units_below(work, target, plan.on)
        if unit.kind in GROUPS
    }
    for unit in checks.units_below(work, source, plan.on):
        if unit.id in named:
            continue
        same = beside.get((unit.kind, unit.name))
        if same is not None:
            _fold(work, plan, unit.id, same, named)
        else:
            transfer.place_below(work, plan, unit.id, source, target)
    plan.moves.append(Move(source, target))
    plan.closing.append(source)
    plan.successions.append((source, target))
