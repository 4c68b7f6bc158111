"""Whom an override follows: the complete adoption nearest above its unit, on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Ladders:
    """The ladders of a policy's adoptions, in their order in time, each made when a day is first asked for."""

    work: Work
    held: Sequence[Adoption]
    made: dict[date, Ladder] = field(default_factory=dict)

    def on(self, day: date) -> Ladder:
        """The ladder of a day."""
        return self.made.get(day) or self.made.setdefault(day, ladder(self.work, self.held, day))

    def alone(self, unit_id: UUID, first: date) -> date | None:
        """From a day on, the first on which nothing is in force above a unit, as far as adoptions end; None where there is none.

        A gap is one, however soon another adoption begins: nobody has decided that what was said before it comes back.
        """
        ends = {row.valid_to + DAY for row in self.held if row.valid_to is not None and not row.follows}
        days = (first, *sorted(day for day in ends if day > first))
        return next((day for day in days if self.on(day).complete_above(unit_id) is None), None)


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
) -> list[tuple[Adoption, date]]:
    """The overrides among these adoptions that followed those that are ending and will have nothing else to follow, on the
    day after or on a later one on which what is left ends as well; each with its own last day.

    One that begins later is looked at from its own first day.
    """
    gone = {row.id for row in ending}
    lasting = [row for row in held if row.id not in gone]
    before, after = Ladders(work, held), Ladders(work, lasting)

    def followed(row: Adoption, alone: date) -> bool:
        found = (before.on(day).complete_above(row.unit_id) for day in (last_day, alone))
        return any(above is not None and above.id in gone for above in found)

    lost: list[tuple[Adoption, date]] = []
    for row in lasting:
        if row.follows and not ended(row, last_day):
            first = max(last_day + DAY, row.valid_from)
            alone = after.alone(row.unit_id, first)
            if alone is not None and not ended(row, alone - DAY) and followed(row, alone):
                lost.append((row, last_day if alone == first else alone - DAY))
    return lost
