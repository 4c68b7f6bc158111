"""What a review group's roster is described by."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A person and the office: chair, deputy or member."""

    person_id: UUID
    office: str


@dataclass(frozen=True, slots=True)
class RosterInput:
    """A unit's group under a policy from a day on; without members the group ends."""

    policy: str
    unit_id: UUID
    title: str
    document: str
    valid_from: date
    members: tuple[MemberInput, ...]
