"""Who and what of a unit goes to which of the units that it is split into."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yanxiu_core.org_units import checks
from yanxiu_core.org_units.checks import GROUPS
from yanxiu_core.org_units.errors import SuccessionInvalid
from yanxiu_core.org_units.moving import Move
from yanxiu_core.people.models import GROUP, HOME, TEACHING, Person
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Part:
    """What goes to one unit when another is split: people, and units directly below with all who belong to them."""

    unit_id: UUID
    people: tuple[UUID, ...] = ()
    units: tuple[UUID, ...] = ()


class Sharing:
    """The people and the units below of one unit, and where each of them goes."""

    def __init__(self, work: Work, unit_id: UUID, on: date) -> None:
        """Nobody goes anywhere yet."""
        self._work, self._unit_id, self._on = work, unit_id, on
        self._staff = checks.staff(work, [unit_id], on, HOME, TEACHING)
        self._below = {unit.id: unit for unit in checks.units_below(work, unit_id, on)}
        self.people: dict[UUID, UUID] = {}
        self.units: dict[UUID, UUID] = {}

    def share(self, part: Part, field: str) -> None:
        """Give a part what it names. Raises SuccessionInvalid for what is no part of the unit or goes elsewhere already."""
        for index, child in enumerate(part.units):
            if child not in self._below:
                raise SuccessionInvalid(
                    "不是该单位的直接下级",
                    "It does not stand directly below the unit",
                    field=f"{field}.units.{index}",
                )
            if child in self.units:
                name = self._below[child].name
                raise SuccessionInvalid(
                    f"“{name}”写了两次", f"{name} stands twice", field=f"{field}.units.{index}"
                )
            self.units[child] = part.unit_id
        for index, person in enumerate(part.people):
            self._give(person, part.unit_id, f"{field}.people.{index}")
        groups = [child for child in part.units if self._below[child].kind in GROUPS]
        members = checks.staff(self._work, groups, self._on, GROUP).keys() & self._staff.keys()
        for person in sorted(members - set(part.people)):
            self._give(person, part.unit_id, f"{field}.units")

    def _give(self, person: UUID, target: UUID, field: str) -> None:
        if person not in self._staff:
            known = self._work.session.get(Person, (self._work.tenant_id, person))
            shown = f"{known.name}({known.number})" if known else "此人"
            raise SuccessionInvalid(
                f"{shown} {self._on} 起不在该单位编制, 也不在该单位任教; 请核对工号",
                f"{shown if known else 'The person'} neither belongs to nor teaches at the unit from {self._on} on",
                field=field,
            )
        if person in self.people:
            name = self._staff[person]
            raise SuccessionInvalid(
                f"{name} 列入了两处, 只能去一处",
                f"{name} is named twice and can go to one place",
                field=field,
            )
        self.people[person] = target

    def require_nothing_left(self) -> None:
        """Refuse where somebody or something is named by no part, and what the unit still hosts. Raises SuccessionInvalid."""
        people = [name for person, name in self._staff.items() if person not in self.people]
        units = [unit.name for unit in self._below.values() if unit.id not in self.units]
        if people or units:
            raise checks.left_over([*people, *units], "parts")
        checks.require_nothing_hosted(self._work, [self._unit_id], self._on)

    def moves(self) -> Iterator[Move]:
        """Everybody's move; in a group that does not come along nobody stays."""
        groups = checks.groups_below(self._work, [self._unit_id], self._on)
        along: dict[UUID, set[UUID]] = {}
        for child, target in self.units.items():
            below = checks.groups_below(self._work, [child], self._on)
            along.setdefault(target, set()).update([child, *below])
        for person, target in self.people.items():
            yield Move(self._unit_id, target, person)
            for group in groups:
                if group not in along.get(target, ()):
                    yield Move(group, None, person)

    def endings(self) -> Iterator[Move]:
        """What of others than its own people, such as a researcher's 蹲点, ends where the unit is closed."""
        for person in checks.staff(self._work, [self._unit_id], self._on):
            if person not in self.people:
                yield Move(self._unit_id, None, person)
