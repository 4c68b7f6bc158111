"""Set up a course and its groups, and note the lessons that were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from yanxiu_calligraphy.checks import NAME, known_unit, of_the_school, plausible, within, written
from yanxiu_calligraphy.errors import CalligraphyInvalid
from yanxiu_calligraphy.models import PUPILS, TEACHERS, Course, Group, Lesson, Member
from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work

PLAN = 5_000
"""Characters of a course's plan."""
MOST_MEMBERS = 200
LONGEST_DAYS = 366
"""Of a course: the rule of the timetable asks for one in every school year."""


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A course; `weekly_periods` is 0 where it stands in no timetable."""

    title: str
    audience: str
    starts_on: date
    ends_on: date
    weekly_periods: int = 0
    plan: str = ""


@dataclass(frozen=True, slots=True)
class NewLesson:
    """A lesson as it was given: how many periods, and how many learners came."""

    on_date: date
    topic: str
    periods: int
    present: int


def create(work: Work, unit_id: UUID, new: NewCourse) -> Course:
    """A course of the school. A course of pupils with periods in the timetable is recorded as such, once.

    Raises CalligraphyInvalid, UnitClosed for a school that is closed before it ends, NotFound, Forbidden, PluginDisabled.
    """
    known_unit(work, unit_id)
    allow(work, unit_id)
    if plausible(new.ends_on, "endsOn") < plausible(new.starts_on, "startsOn"):
        raise CalligraphyInvalid(
            f"结束日期 {new.ends_on} 早于开始日期 {new.starts_on}",
            f"{new.ends_on} is before {new.starts_on}",
            field="endsOn",
        )
    if (new.ends_on - new.starts_on).days > LONGEST_DAYS:
        raise CalligraphyInvalid(
            f"课程按学年登记, 不超过 {LONGEST_DAYS} 天; 跨学年的请每学年登记一门",
            f"A course is of one school year, at most {LONGEST_DAYS} days; record one for each year",
            field="endsOn",
        )
    require_open(work, [unit_id], new.ends_on, "unitId")
    scheduled = within(new.weekly_periods, 0, 20, "weeklyPeriods", "每周节数") > 0 and new.audience == PUPILS
    course = Course(
        tenant_id=work.tenant_id,
        unit_id=unit_id,
        title=written(new.title, "title", "课程名称"),
        audience=new.audience,
        plan=written(new.plan, "plan", "课程方案", longest=PLAN, required=False),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        weekly_periods=new.weekly_periods,
        number=f"SFK-{uuid4().hex.upper()}" if scheduled else None,
    )
    if course.number:
        entry = RecordInput(
            "calligraphy.timetable",
            new.starts_on,
            unit_id=unit_id,
            number=course.number,
            title=course.title,
        )
        records.register_many(work, [entry])
    work.session.add(course)
    work.session.flush()
    audit.record(work, "calligraphy.course", counts={"courses": 1}, rows=[(course.id, unit_id, course.title)])
    return course


def add_group(
    work: Work, course_id: UUID, title: str, leader_id: UUID | None, pupils: int, members: Sequence[UUID]
) -> Group:
    """A group of a course: teachers of the school by name, or a number of pupils, as the course is for.

    Raises CalligraphyInvalid, NotFound, Forbidden, PluginDisabled.
    """
    course = locked_course(work, course_id)
    allow(work, course.unit_id)
    title = written(title, "title", "小组名称")
    _check_learners(course, within(pupils, 0, 2_000, "pupils", "学生人数"), members)
    if leader_id:
        of_the_school(work, [leader_id], course.unit_id, course.starts_on, "leaderId")
    of_the_school(work, members, course.unit_id, course.starts_on, "memberIds")
    taken = select(Group.id).where(
        Group.tenant_id == work.tenant_id, Group.course_id == course.id, Group.title == title
    )
    if work.session.scalar(taken) is not None:
        raise CalligraphyInvalid(f"已有小组“{title}”", f"There is a group {title} already", field="title")
    group = Group(
        tenant_id=work.tenant_id,
        course_id=course.id,
        unit_id=course.unit_id,
        title=title,
        leader_id=leader_id,
        pupils=pupils,
    )
    work.session.add(group)
    work.session.flush()
    if members:
        own = {"tenant_id": work.tenant_id, "group_id": group.id}
        work.session.execute(insert(Member), [{**own, "person_id": each} for each in dict.fromkeys(members)])
    audit.record(
        work,
        "calligraphy.group",
        counts={"groups": 1, "members": len(set(members))},
        rows=[(group.id, course.id, group.title), *members],
    )
    return group


def note_lesson(work: Work, group_id: UUID, teacher_id: UUID, new: NewLesson) -> Lesson:
    """A lesson that was given to a group. Raises CalligraphyInvalid, UnitClosed, NotFound, Forbidden, PluginDisabled."""
    group = locked_group(work, group_id)
    allow(work, group.unit_id)
    course = work.session.get_one(Course, (work.tenant_id, group.course_id))
    if not course.starts_on <= new.on_date <= min(course.ends_on, work.today):
        raise CalligraphyInvalid(
            f"上课日期应在课程的 {course.starts_on} 至 {course.ends_on} 之内, 且不晚于今天, 现为 {new.on_date}",
            f"The day must lie within {course.starts_on} to {course.ends_on} and not ahead, not {new.on_date}",
            field="onDate",
        )
    require_open(work, [group.unit_id], new.on_date, "onDate")
    of_the_school(work, [teacher_id], group.unit_id, new.on_date, "teacherId")
    lesson = Lesson(
        tenant_id=work.tenant_id,
        group_id=group.id,
        unit_id=group.unit_id,
        teacher_id=teacher_id,
        on_date=new.on_date,
        topic=written(new.topic, "topic", "课题"),
        periods=within(new.periods, 1, 8, "periods", "节数"),
        present=within(new.present, 0, _learners(work, group), "present", "到课人数"),
    )
    _refuse_known(work, group, new)
    work.session.add(lesson)
    work.session.flush()
    audit.record(
        work, "calligraphy.lesson", counts={"lessons": 1}, rows=[(lesson.id, group.id, lesson.on_date)]
    )
    return lesson


def allow(work: Work, unit_id: UUID) -> None:
    """Refuse whoever may not record for the school. Raises Forbidden, PluginDisabled."""
    work.require(Permission.ACTIVITIES_WRITE, unit_id)
    require_on(work, NAME, unit_id)


def _check_learners(course: Course, pupils: int, members: Sequence[UUID]) -> None:
    if course.audience == TEACHERS and (pupils or not 1 <= len(members) <= MOST_MEMBERS):
        raise CalligraphyInvalid(
            f"教师课程的小组请列出 1 至 {MOST_MEMBERS} 位教师, 学生人数为 0",
            f"A group of a teachers' course names 1 to {MOST_MEMBERS} teachers and no pupils",
            field="memberIds",
        )
    if course.audience == PUPILS and (members or not pupils):
        raise CalligraphyInvalid(
            "学生课程的小组请填写学生人数, 不列教师",
            "A group of a pupils' course says how many pupils, and names no teachers",
            field="pupils",
        )


def locked_course(work: Work, course_id: UUID) -> Course:
    """The course, to which nobody else adds until this transaction ends. Raises NotFound."""
    course = work.session.get(Course, (work.tenant_id, course_id), with_for_update=True)
    if course is None:
        raise NotFound("没有这门课程", "No such course", field="courseId")
    return course


def locked_group(work: Work, group_id: UUID) -> Group:
    """The group, to which nobody else gives lessons until this transaction ends. Raises NotFound."""
    group = work.session.get(Group, (work.tenant_id, group_id), with_for_update=True)
    if group is None:
        raise NotFound("没有这个小组", "No such group", field="groupId")
    return group


def _learners(work: Work, group: Group) -> int:
    """How many there are: pupils by their number, teachers by name."""
    members = select(func.count()).where(Member.tenant_id == work.tenant_id, Member.group_id == group.id)
    return group.pupils or work.session.scalar(members) or 0


def _refuse_known(work: Work, group: Group, new: NewLesson) -> None:
    """The same lesson is noted once, however often it is sent."""
    known = select(Lesson.id).where(
        Lesson.tenant_id == work.tenant_id,
        Lesson.group_id == group.id,
        Lesson.on_date == new.on_date,
        Lesson.topic == new.topic.strip(),
    )
    if work.session.scalar(known) is not None:
        raise CalligraphyInvalid(
            f"“{group.title}”{new.on_date} 的“{new.topic.strip()}”已经登记; 连上几节请写在节数中",
            f"{group.title} has this lesson of {new.on_date} already; several periods are one lesson",
            field="topic",
        )
