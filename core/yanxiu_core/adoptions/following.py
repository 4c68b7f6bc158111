"""Whom an override follows: the complete adoption nearest above its unit, on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yanxiu_core.adoptions import repository
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.engine.tree import above, parents
from yanxiu_core.work import Work

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ladder:
    """A policy's adoptions in force on a day, by unit, and who stands above whom."""

    in_force: dict[UUID, Adoption]
    parents: dict[UUID, UUID]

    def complete_above(self, unit_id: UUID) -> Adoption | None:
        """The nearest adoption above the unit that follows no other; None where there is nothing to follow."""
        found = (self.in_force.get(unit) for unit in above(unit_id, self.parents))
        return next((adoption for adoption in found if adoption is not None and not adoption.follows), None)


def ladder(work: Work, held: Iterable[Adoption], on: date) -> Ladder:
    """Of these adoptions of a policy, in their order in time, those in force on a day: of one unit the latest."""
    in_force = {row.unit_id: row for row in held if row.valid_from <= on and not ended(row, on - DAY)}
    return Ladder(in_force, dict(parents(work, on)))


def ended(adoption: Adoption, day: date) -> bool:
    """Whether nothing of it is in force after this day."""
    return adoption.valid_to is not None and adoption.valid_to <= day


def complete_above(work: Work, policy_id: str, unit_id: UUID, on: date) -> Adoption | None:
    """What an override of the policy at this unit follows on a day."""
    return ladder(work, repository.present_of(work, policy_id), on).complete_above(unit_id)


def orphaned(
    work: Work, held: Sequence[Adoption], ending: Sequence[Adoption], last_day: date
) -> list[Adoption]:
    """The overrides among these adoptions that followed those that are ending, on their last day or the next, and have
    nothing else to follow then. One that begins later is looked at on its own first day.
    """
    gone = {row.id for row in ending}
    lasting = [row for row in held if row.id not in gone]
    later = [row for row in lasting if row.follows and not ended(row, last_day)]
    firsts = {row.id: max(last_day + DAY, row.valid_from) for row in later}
    before = {day: ladder(work, held, day) for day in {last_day, *firsts.values()}}
    after = {day: ladder(work, lasting, day) for day in {*firsts.values()}}

    def followed(row: Adoption) -> bool:
        found = (before[day].complete_above(row.unit_id) for day in (last_day, firsts[row.id]))
        return any(above is not None and above.id in gone for above in found)

    return [
        row for row in later if followed(row) and after[firsts[row.id]].complete_above(row.unit_id) is None
    ]
