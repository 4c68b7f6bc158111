"""What can be read: shows, works and remarks hang on the wall, so whoever may see the county's activities sees them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from yanxiu_calligraphy.models import WITHDRAWN, Artwork, Course, Group, Lesson, Member, Remark, Show
from yanxiu_core.access.permissions import Permission
from yanxiu_core.people.models import Person
from yanxiu_core.reads.declarations import (
    Connection,
    Guard,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    columns,
    link,
)
from yanxiu_core.reads.registry import Contribution

SEEN = Permission.ACTIVITIES_READ


def _unit(rows: FromClause, _context: ReadContext) -> ColumnElement[Any]:
    return rows.c.unit_id


def artist(rows: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    """The name that stands beside a work, for those too who may not open the person."""
    person = Person.__table__.alias()
    return (
        select(person.c.name)
        .where(person.c.tenant_id == rows.c.tenant_id, person.c.id == rows.c.person_id)
        .correlate(rows)
        .scalar_subquery()
    )


def _members(rows: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    member = Member.__table__.alias()
    return (
        select(func.count())
        .where(member.c.tenant_id == rows.c.tenant_id, member.c.group_id == rows.c.id)
        .correlate(rows)
        .scalar_subquery()
    )


def _matching(
    rows: FromClause, args: Any, equal: Sequence[str], day: str = "on_date"
) -> list[ColumnElement[bool]]:
    found = [rows.c[name] == args[name] for name in equal if args.get(name)]
    if args.get("from_date"):
        found.append(rows.c[day] >= args["from_date"])
    if args.get("to_date"):
        found.append(rows.c[day] <= args["to_date"])
    return found


def matching_shows(rows: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `unit_id`, `kind`, `state`, `from_date`, `to_date`."""
    return _matching(rows, args, ("unit_id", "kind", "state"))


def matching_works(rows: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `unit_id`, `person_id`, `script`, `from_date`, `to_date`; works of withdrawn shows are left out."""
    show = Show.__table__.alias()
    withdrawn = select(show.c.id).where(show.c.tenant_id == rows.c.tenant_id, show.c.state == WITHDRAWN)
    found = _matching(rows, args, ("unit_id", "person_id", "script"))
    return [*found, rows.c.show_id.not_in(withdrawn)]


SHOW = Noun(
    name="CalligraphyShow",
    table=Show.__table__,
    permission=SEEN,
    guard=Guard(unit=lambda show: show.c.unit_id),
    home=_unit,
    order={"default": Order("default", lambda show: (show.c.on_date, show.c.number), descending=True)},
    fields={
        **columns("kind", "title", "theme", "on_date", "state", "number"),
        "unit": One("OrgUnit", link("unit_id")),
        "works": Connection("CalligraphyWork", link("id", "show_id")),
    },
)

WORK = Noun(
    name="CalligraphyWork",
    table=Artwork.__table__,
    permission=SEEN,
    guard=Guard(unit=lambda work: work.c.unit_id, person=lambda work: work.c.person_id),
    home=_unit,
    order=by("on_date", "script", "created_at"),
    fields={
        **columns("script", "title", "on_date", "width", "height", "result", "image_id", "thumbnail_id"),
        "artist": Value(artist),
        "person": One("Person", link("person_id")),
        "unit": One("OrgUnit", link("unit_id")),
        "show": One("CalligraphyShow", link("show_id")),
        "remarks": Connection("CalligraphyRemark", link("id", "work_id")),
    },
)

REMARK = Noun(
    name="CalligraphyRemark",
    table=Remark.__table__,
    permission=SEEN,
    guard=Guard(unit=lambda remark: remark.c.unit_id, person=lambda remark: remark.c.person_id),
    home=_unit,
    order=by("created_at"),
    fields={**columns("author", "body", "created_at"), "work": One("CalligraphyWork", link("work_id"))},
)

COURSE = Noun(
    name="CalligraphyCourse",
    table=Course.__table__,
    permission=SEEN,
    guard=Guard(unit=lambda course: course.c.unit_id),
    home=_unit,
    order=by("starts_on", "title"),
    fields={
        **columns("title", "audience", "plan", "starts_on", "ends_on", "weekly_periods", "number"),
        "unit": One("OrgUnit", link("unit_id")),
        "groups": Connection("CalligraphyGroup", link("id", "course_id")),
    },
)

GROUP = Noun(
    name="CalligraphyGroup",
    table=Group.__table__,
    permission=SEEN,
    guard=Guard(unit=lambda group: group.c.unit_id),
    home=_unit,
    order=by("title"),
    fields={
        **columns("title", "pupils"),
        "teachers": Value(_members),
        "leader": One("Person", link("leader_id")),
        "course": One("CalligraphyCourse", link("course_id")),
        "lessons": Connection("CalligraphyLesson", link("id", "group_id")),
    },
)

LESSON = Noun(
    name="CalligraphyLesson",
    table=Lesson.__table__,
    permission=SEEN,
    guard=Guard(unit=lambda lesson: lesson.c.unit_id),
    home=_unit,
    order=by("on_date", "created_at"),
    fields={
        **columns("on_date", "topic", "periods", "present"),
        "teacher": One("Person", link("teacher_id")),
        "group": One("CalligraphyGroup", link("group_id")),
    },
)

READS = Contribution(
    owner="calligraphy",
    nouns=(SHOW, WORK, REMARK, COURSE, GROUP, LESSON),
    fields={
        "OrgUnit": {
            "calligraphy_courses": Connection("CalligraphyCourse", link("id", "unit_id")),
            "calligraphy_shows": Connection("CalligraphyShow", link("id", "unit_id"), filters=matching_shows),
            "calligraphy_works": Connection("CalligraphyWork", link("id", "unit_id"), filters=matching_works),
        },
        "Person": {
            "calligraphy_works": Connection(
                "CalligraphyWork", link("id", "person_id"), filters=matching_works
            )
        },
    },
)
