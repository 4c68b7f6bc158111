"""The facts of a case as rows: records by their service, activities as confirmed ones with their attendance."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID

from uuid_utils.compat import uuid7

from yanxiu_core.activities.models import CONFIRMED, HOST, Activity, ActivitySegment, ActivityUnit
from yanxiu_core.external_trainings.models import FORMS, LEVELS, ExternalTraining
from yanxiu_core.golden.model import CaseFact
from yanxiu_core.golden.world import World
from yanxiu_core.ledger.models import CERTIFIED
from yanxiu_core.participations.inputs import ORDINARY_ROLE
from yanxiu_core.participations.models import Participation
from yanxiu_core.records import confirmation
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput
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


def register(work: Work, world: World, facts: tuple[CaseFact, ...], activities: dict[str, UUID]) -> None:
    """The records among the facts. One whose item an activity of the case bears is about that activity."""
    recorded = [
        (fact, day, who)
        for fact in facts
        if not fact.held and fact.hours is None
        for day in days(fact)
        for who in (fact.people or ("",))
        for _ in range(fact.times)
    ]
    entries = [
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
        for fact, day, who in recorded
    ]
    if entries:
        numbers = records.register_many(work, entries).numbers
        confirmed = [n for n, (fact, _, _) in zip(numbers, recorded, strict=True) if fact.confirmed]
        confirmation.review(work, [confirmation.present_record(work, n) for n in confirmed], "")


def hold(work: Work, world: World, facts: tuple[CaseFact, ...]) -> tuple[list[UUID], dict[str, UUID]]:
    """The activities among the facts, confirmed and not posted: their ids, and by item those that bear one."""
    ids: list[UUID] = []
    by_item: dict[str, UUID] = {}
    # A number breaks ties between activities that start together: those of a case are in the order of its facts.
    numbers = count(1)
    for fact in facts:
        if not fact.held:
            continue
        for day in days(fact):
            for _ in range(fact.times):
                ids.append(_hold_one(work, world, fact, day, f"GOLDEN-{next(numbers):05}"))
                if fact.item:
                    by_item[fact.item] = ids[-1]
    work.session.flush()
    return ids, by_item


def trainings(work: Work, world: World, facts: tuple[CaseFact, ...]) -> list[UUID]:
    """The external training among the facts, certified and not posted: its ids."""
    rows = [
        ExternalTraining(
            tenant_id=work.tenant_id,
            id=uuid7(),
            series_id=uuid7(),
            person_id=world.person(who),
            certificate=f"GOLDEN-{number:05}-{who}",
            project=fact.item or fact.kind,
            level=fact.category or LEVELS[0],
            organiser="",
            starts_on=fact.on - timedelta(days=fact.days - 1),
            ends_on=fact.on,
            form=fact.role or FORMS[0],
            hours=fact.hours,
            state=CERTIFIED,
            by="",
            recorded_at=work.record(),
        )
        for number, fact in enumerate(facts, start=1)
        if fact.hours is not None and fact.on is not None
        for who in fact.people
    ]
    work.session.add_all(rows)
    work.session.flush()
    return [row.id for row in rows]


def _hold_one(work: Work, world: World, fact: CaseFact, day: date, number: str) -> UUID:
    activity_id = uuid7()
    key = {"tenant_id": work.tenant_id, "activity_id": activity_id, "recorded_at": work.record()}
    starts = datetime.combine(day, fact.at or MORNING, work.zone)
    minutes = fact.minutes or (None if fact.periods else ORDINARY_MINUTES)
    said = {"theme": "content", "place": "place", "leader": "speaker"}
    work.session.add(
        Activity(
            tenant_id=work.tenant_id,
            id=activity_id,
            number=number,
            kind=fact.kind,
            title="",
            state=CONFIRMED,
            starts_on=day,
            confirmed_at=work.record(),
            **{name: word if word in fact.fields else "" for name, word in said.items()},
        )
    )
    work.session.flush()
    ends = starts + timedelta(minutes=minutes) if minutes else None
    host = fact.unit or "S1"
    segment = ActivitySegment(
        **key, position=1, on_date=day, starts_at=starts, ends_at=ends, periods=fact.periods
    )
    unit = ActivityUnit(**key, unit_id=world.unit(host), name=host, part=HOST)
    people = [
        Participation(
            **key,
            position=1,
            person_id=world.person(who),
            role=fact.role or ORDINARY_ROLE,
            status=PRESENT,
        )
        for who in fact.people
    ]
    work.session.add_all([segment, unit, *people])
    return activity_id
