"""The facts of cases as rows: records by their service, activities as confirmed ones with their attendance."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from yanxiu_core.activities.models import CONFIRMED, HOST, Activity, ActivitySegment, ActivityUnit
from yanxiu_core.database.base import Base
from yanxiu_core.external_trainings.models import FORMS, LEVELS, ExternalTraining
from yanxiu_core.golden.model import CaseFact
from yanxiu_core.golden.world import World
from yanxiu_core.ledger import service as ledger
from yanxiu_core.ledger.external import post_trainings
from yanxiu_core.ledger.models import CERTIFIED
from yanxiu_core.participations.inputs import ORDINARY_ROLE
from yanxiu_core.participations.models import Participation
from yanxiu_core.records import confirmation
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import MOST, RecordInput
from yanxiu_core.work import Work

MORNING = time(8)
ORDINARY_MINUTES = 45
MONTHS = 12
PRESENT = "出席"


def days(fact: CaseFact) -> Iterator[date]:
    """The days on which it happened: one, or every week or month from the first to the last."""
    if fact.on is not None:
        yield fact.on
        return
    first, last = fact.from_day, fact.to_day
    if first is None or last is None:  # the model has refused that
        return
    for step in count():
        day = first + timedelta(weeks=step) if fact.every == "week" else _months_later(first, step)
        if day > last:
            return
        yield day


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, MONTHS)
    last = date(day.year + year + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1) - timedelta(days=1)
    return date(day.year + year, month + 1, min(day.day, last.day))


@dataclass(slots=True)
class Staged:
    """What the facts of some cases are as rows, before they are written; activities and training are not posted yet."""

    activities: list[dict[str, Any]] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    units: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    trainings: list[dict[str, Any]] = field(default_factory=list)
    records: list[RecordInput] = field(default_factory=list)
    confirmed: list[bool] = field(default_factory=list)
    """Of each record, whether the unit where it took place has confirmed it."""


def stage(work: Work, world: World, facts: tuple[CaseFact, ...], into: Staged) -> None:
    """Add the facts of one case. A record whose item an activity of the case bears is about that activity."""
    by_item: dict[str, UUID] = {}
    # A number breaks ties between activities that start together: those of a case are in the order of its facts.
    numbers = count(1)
    for fact in facts:
        if not fact.held:
            continue
        for day in days(fact):
            for _ in range(fact.times):
                held = _hold(work, world, fact, day, f"GOLDEN-{world.number:03}-{next(numbers):05}", into)
                if fact.item:
                    by_item[fact.item] = held
    _stage_trainings(work, world, facts, into)
    for fact in facts:
        if not fact.held and fact.hours is None:
            entries = _entries(world, fact, by_item)
            into.records += entries
            into.confirmed += [fact.confirmed] * len(entries)


def write(work: Work, staged: Staged) -> None:
    """Write it all. Registering records judges nobody as long as the tenant has adopted nothing."""
    rows: list[tuple[type[Base], list[dict[str, Any]]]] = [
        (Activity, staged.activities),
        (ActivitySegment, staged.segments),
        (ActivityUnit, staged.units),
        (Participation, staged.people),
        (ExternalTraining, staged.trainings),
    ]
    for model, values in rows:
        if values:
            work.session.execute(insert(model), values)
    for first in range(0, len(staged.records), MOST):
        numbers = records.register_many(work, staged.records[first : first + MOST]).numbers
        said = staged.confirmed[first : first + MOST]
        confirmed = [number for number, confirmed in zip(numbers, said, strict=True) if confirmed]
        confirmation.review(work, [confirmation.present_record(work, number) for number in confirmed], "")


def post(work: Work, staged: Staged) -> None:
    """Post the activities and the training, which are written, under what is adopted now."""
    if staged.activities:
        ledger.post_activities(work, [row["id"] for row in staged.activities])
    if staged.trainings:
        post_trainings(work, [row["id"] for row in staged.trainings])


def _entries(world: World, fact: CaseFact, activities: dict[str, UUID]) -> list[RecordInput]:
    """A record for every day, person and time."""
    return [
        RecordInput(
            kind=fact.kind,
            on_date=day,
            person_id=None if fact.unit else world.person(who),
            unit_id=world.unit(fact.unit) if fact.unit else None,
            at=fact.at,
            measure=fact.measure,
            amount=fact.amount,
            item="" if fact.item in activities else fact.item,
            activity_id=activities.get(fact.item),
            category=fact.category,
            role=fact.role,
            fields=fact.fields,
            at_unit_id=world.unit(fact.place) if fact.place else None,
        )
        for day in days(fact)
        for who in (fact.people or ("",))
        for _ in range(fact.times)
    ]


def _stage_trainings(work: Work, world: World, facts: tuple[CaseFact, ...], into: Staged) -> None:
    """The external training among the facts, certified."""
    into.trainings += [
        {
            "tenant_id": work.tenant_id,
            "id": uuid7(),
            "series_id": uuid7(),
            "person_id": world.person(who),
            "certificate": f"GOLDEN-{world.number:03}-{number:05}-{who}",
            "project": fact.item or fact.kind,
            "level": fact.category or LEVELS[0],
            "organiser": "",
            "starts_on": fact.on - timedelta(days=fact.days - 1),
            "ends_on": fact.on,
            "form": fact.role or FORMS[0],
            "hours": fact.hours,
            "state": CERTIFIED,
            "by": "",
            "recorded_at": work.record(),
        }
        for number, fact in enumerate(facts, start=1)
        if fact.hours is not None and fact.on is not None
        for who in fact.people
    ]


def _hold(work: Work, world: World, fact: CaseFact, day: date, number: str, into: Staged) -> UUID:
    """One activity, confirmed, with its attendance; its id."""
    activity_id, host = uuid7(), fact.unit or "S1"
    recorded = {"tenant_id": work.tenant_id, "recorded_at": work.record()}
    key = {**recorded, "activity_id": activity_id}
    starts = datetime.combine(day, fact.at or MORNING, work.zone)
    minutes = fact.minutes or (None if fact.periods else ORDINARY_MINUTES)
    ends = starts + timedelta(minutes=minutes) if minutes else None
    said = {"theme": "content", "place": "place", "leader": "speaker"}
    into.activities.append(
        {
            "tenant_id": work.tenant_id,
            "id": activity_id,
            "number": number,
            "kind": fact.kind,
            "title": "",
            "state": CONFIRMED,
            "starts_on": day,
            "confirmed_at": work.record(),
            **{name: word if word in fact.fields else "" for name, word in said.items()},
        }
    )
    into.segments.append(
        {**key, "position": 1, "on_date": day, "starts_at": starts, "ends_at": ends, "periods": fact.periods}
    )
    into.units.append({**key, "unit_id": world.unit(host), "name": host, "part": HOST})
    role = fact.role or ORDINARY_ROLE
    into.people += [
        {**key, "position": 1, "person_id": world.person(who), "role": role, "status": PRESENT}
        for who in fact.people
    ]
    return activity_id
