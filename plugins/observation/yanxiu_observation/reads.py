"""What can be read of observed lessons, and by whom: whoever took part, and whoever reads evidence of the unit."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, false, select
from sqlalchemy.orm import aliased

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.activities.models import ActivitySegment
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.people.models import Person
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.declarations import (
    Connection,
    Guard,
    Many,
    Noun,
    One,
    Order,
    Value,
    by,
    columns,
    link,
)
from yanxiu_core.reads.registry import Contribution
from yanxiu_observation.models import Lesson, Observer, Reopening


def _observes(lesson: FromClause, reach: Reach, _context: ReadContext) -> ColumnElement[bool]:
    if reach.person_id is None:
        return false()
    mine = aliased(Observer)
    return (
        select(mine.id)
        .where(
            mine.tenant_id == lesson.c.tenant_id,
            mine.lesson_id == lesson.c.id,
            mine.person_id == reach.person_id,
        )
        .correlate(lesson)
        .exists()
    )


def _of_lesson(column: str) -> Any:
    """A column of the lesson to which a row belongs."""

    def found(row: FromClause, _context: Any = None) -> Any:
        lesson = Lesson.__table__.alias()
        return (
            select(lesson.c[column])
            .where(lesson.c.tenant_id == row.c.tenant_id, lesson.c.id == row.c.lesson_id)
            .correlate(row)
            .scalar_subquery()
        )

    return found


def _name_of(column: str) -> Any:
    """Who somebody of the lesson is, for those too who may not open the person, such as the host of a guest."""

    def found(row: FromClause, _context: Any, _args: Any) -> Any:
        person = Person.__table__.alias()
        return (
            select(person.c.name)
            .where(person.c.tenant_id == row.c.tenant_id, person.c.id == row.c[column])
            .correlate(row)
            .scalar_subquery()
        )

    return found


def _moved_from(lesson: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The other day on which its segment was last, before something superseded that."""
    was = aliased(ActivitySegment)
    return (
        select(was.on_date)
        .where(
            was.tenant_id == lesson.c.tenant_id,
            was.activity_id == lesson.c.activity_id,
            was.position == lesson.c.position,
            was.on_date != lesson.c.on_date,
            was.superseded_at.is_not(None),
        )
        .order_by(was.superseded_at.desc())
        .limit(1)
        .correlate(lesson)
        .scalar_subquery()
    )


def _presented(row: FromClause, reach: Reach, _context: ReadContext) -> ColumnElement[bool]:
    """The presenter sees what was observed."""
    if reach.person_id is None:
        return false()
    presenter: ColumnElement[bool] = _of_lesson("presenter_id")(row) == reach.person_id
    return presenter


def _records(_context: ReadContext, _args: Any) -> FromClause:
    """The answers of evidence, found by the series."""
    names = ("tenant_id", "id", "series_id", "form_version_id", "answers", "recorded_at", "superseded_at")
    return select(*(Evidence.__table__.c[name] for name in names)).subquery()


def matching(lesson: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `unit_id`, `presenter_id`, `from_date`, `to_date`."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("unit_id"):
        conditions.append(lesson.c.unit_id == args["unit_id"])
    if args.get("from_date"):
        conditions.append(lesson.c.on_date >= args["from_date"])
    if args.get("to_date"):
        conditions.append(lesson.c.on_date <= args["to_date"])
    return conditions


LESSON = Noun(
    name="ObservationLesson",
    table=Lesson.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=Guard(
        unit=lambda lesson: lesson.c.unit_id, person=lambda lesson: lesson.c.presenter_id, rows=_observes
    ),
    home=lambda lesson, _context: lesson.c.unit_id,
    order={
        **by("on_date", "id"),
        "latest": Order("latest", lambda lesson: (lesson.c.on_date, lesson.c.id), descending=True),
    },
    fields={
        **columns("on_date", "subject", "grade", "pre_meeting", "post_meeting"),
        "moved_from": Value(_moved_from),
        "activity": One("Activity", link("activity_id")),
        "unit": One("OrgUnit", link("unit_id")),
        "presenter_name": Value(_name_of("presenter_id")),
        "presenter": One("Person", link("presenter_id")),
        "reflection": One("Evidence", link("reflection_id", "series_id")),
        "observers": Many("ObservationObserver", link("id", "lesson_id")),
        "reopenings": Many("ObservationReopening", link("id", "lesson_id")),
    },
)
_GUARD = Guard(unit=_of_lesson("unit_id"), person=lambda row: row.c.person_id, rows=_presented)
OBSERVER = Noun(
    name="ObservationObserver",
    table=Observer.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=_GUARD,
    home=_of_lesson("unit_id"),
    order=by("id"),
    fields={
        **columns("views"),
        "name": Value(_name_of("person_id")),
        "person": One("Person", link("person_id")),
        "lesson": One("ObservationLesson", link("lesson_id")),
        "record": One("FormAnswers", link("record_id", "series_id"), source=_records),
    },
)
REOPENING = Noun(
    name="ObservationReopening",
    table=Reopening.__table__,
    permission=Permission.EVIDENCE_READ,
    guard=_GUARD,
    home=_of_lesson("unit_id"),
    order=by("asked_at", "id"),
    fields={
        **columns(
            "reason",
            "asked_at",
            "agreed_by",
            "agreed_at",
            "declined_by",
            "declined_at",
            "declined_reason",
            "withdrawn_at",
            "used_at",
        ),
        "person": One("Person", link("person_id")),
    },
)
READS = Contribution(
    owner="observation",
    nouns=(LESSON, OBSERVER, REOPENING),
    fields={
        "Person": {
            "observation_presented": Connection("ObservationLesson", link("id", "presenter_id")),
            "observation_observed": Connection("ObservationObserver", link("id", "person_id")),
        },
        "Activity": {"observation_lesson": One("ObservationLesson", link("id", "activity_id"))},
    },
)
