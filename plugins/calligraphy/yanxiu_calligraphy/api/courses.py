"""Courses, groups and lessons in the schema, and the mutations that make them."""

from datetime import date
from typing import Annotated

import strawberry

from yanxiu_calligraphy.api.enums import CalligraphyAudience, CalligraphyErrorCode
from yanxiu_calligraphy.api.shows import CalligraphyUserError
from yanxiu_calligraphy.courses import removal, service
from yanxiu_calligraphy.courses.service import NewCourse, NewLesson
from yanxiu_core.work import Work
from yanxiu_graphql.sdk import (
    Changed,
    Connection,
    Node,
    OrgUnit,
    Payload,
    Person,
    changed,
    local,
    paging,
    related,
    stored,
)

COURSE, GROUP, LESSON = "CalligraphyCourse", "CalligraphyGroup", "CalligraphyLesson"


@strawberry.type(description="一节书法课。A lesson that was given to a group.")
class CalligraphyLesson(Node):
    """Noun CalligraphyLesson."""

    on_date: date = stored("日期。The day.")
    topic: str = stored("课题。What was taught.")
    periods: int = stored("节数。How many periods.")
    present: int = stored("到课人数。How many learners came.")
    teacher: Person | None = related("任课教师。Who taught; null where not visible to the caller.")


CourseOf = Annotated["CalligraphyCourse", strawberry.lazy("yanxiu_calligraphy.api.courses")]


@strawberry.type(description="书法小组。Those who learn a course together.")
class CalligraphyGroup(Node):
    """Noun CalligraphyGroup."""

    title: str = stored("名称。Its name, unique in the course.")
    pupils: int = stored("学生人数。How many pupils; 0 in a course of teachers.")
    teachers: int = stored("教师人数。How many teachers learn in it; 0 in a course of pupils.")
    leader: Person | None = related("组长。The teacher who leads it; null where not visible to the caller.")
    course: CourseOf | None = related("课程。Its course.")
    lessons: Connection[CalligraphyLesson] = related("各节课。Its lessons, the oldest first.", *paging())


@strawberry.type(description="书法课程。A course of calligraphy, for pupils or teachers.")
class CalligraphyCourse(Node):
    """Noun CalligraphyCourse."""

    title: str = stored("名称。Its title.")
    audience: CalligraphyAudience = stored("学员。For whom.")
    plan: str = stored("方案。Its plan; may be empty.")
    starts_on: date = stored("开始。Its first day.")
    ends_on: date = stored("结束。Its last day.")
    weekly_periods: int = stored("每周节数。Periods a week in the timetable; 0 where it is in none.")
    number: str | None = stored(
        "台账编号。The number of its record in `records`, where it is in the timetable."
    )
    unit: OrgUnit | None = related("学校。The school.")
    groups: Connection[CalligraphyGroup] = related("小组。Its groups.", *paging())


@strawberry.input(description="开设课程的输入。A course of one school.")
class CalligraphyCourseCreateInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="学校。The school's global id.")
    title: str = strawberry.field(description="名称。At most 100 characters.")
    audience: CalligraphyAudience = strawberry.field(description="学员。For whom.")
    starts_on: date = strawberry.field(description="开始。Its first day.")
    ends_on: date = strawberry.field(description="结束。Its last day.")
    weekly_periods: int = strawberry.field(
        default=0,
        description="每周节数。Periods a week in the timetable, 0-20; pupils' courses with some are recorded.",
    )
    plan: str = strawberry.field(default="", description="方案。At most 5,000 characters.")


@strawberry.type(description="开设课程的结果。The course, or why it was refused.")
class CalligraphyCourseCreatePayload:
    """Payload."""

    course: CalligraphyCourse | None = related("课程。The new one.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="建立小组的输入。A group of a course.")
class CalligraphyGroupCreateInput:
    """Input."""

    course_id: strawberry.ID = strawberry.field(description="课程。The course's global id.")
    title: str = strawberry.field(description="名称。At most 100 characters, unique in the course.")
    leader_id: strawberry.ID | None = strawberry.field(
        default=None, description="组长。A teacher of the school."
    )
    pupils: int = strawberry.field(default=0, description="学生人数。In a course of pupils, 1-2,000.")
    member_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="教师。In a course of teachers: who learns in it, at most 200."
    )


@strawberry.type(description="建立小组的结果。The group, or why it was refused.")
class CalligraphyGroupCreatePayload:
    """Payload."""

    group: CalligraphyGroup | None = related("小组。The new one.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="登记一节课的输入。A lesson that was given.")
class CalligraphyLessonNoteInput:
    """Input."""

    group_id: strawberry.ID = strawberry.field(description="小组。The group's global id.")
    teacher_id: strawberry.ID = strawberry.field(description="任课教师。A teacher of the school on that day.")
    on_date: date = strawberry.field(description="日期。Within the course, not ahead.")
    topic: str = strawberry.field(description="课题。At most 100 characters.")
    periods: int = strawberry.field(default=1, description="节数。1-8.")
    present: int = strawberry.field(description="到课人数。How many learners came.")


@strawberry.type(description="登记一节课的结果。The lesson, or why it was refused.")
class CalligraphyLessonNotePayload:
    """Payload."""

    lesson: CalligraphyLesson | None = related("课。The new one.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="撤销一节课的输入。Which lesson was noted by mistake.")
class CalligraphyLessonRemoveInput:
    """Input."""

    lesson_id: strawberry.ID = strawberry.field(description="课。The lesson's global id.")


@strawberry.type(description="撤销一节课的结果。The group without it, or why it was refused.")
class CalligraphyLessonRemovePayload:
    """Payload."""

    group: CalligraphyGroup | None = related("小组。As it is now.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="撤销小组的输入。Which group; no lesson may stand in it.")
class CalligraphyGroupRemoveInput:
    """Input."""

    group_id: strawberry.ID = strawberry.field(description="小组。The group's global id.")


@strawberry.type(description="撤销小组的结果。The course without it, or why it was refused.")
class CalligraphyGroupRemovePayload:
    """Payload."""

    course: CalligraphyCourse | None = related("课程。As it is now.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="撤销课程的输入。Which course, and why; no lesson may stand in it.")
class CalligraphyCourseRemoveInput:
    """Input."""

    course_id: strawberry.ID = strawberry.field(description="课程。The course's global id.")
    reason: str = strawberry.field(description="原因。At most 100 characters.")


@strawberry.type(description="撤销课程的结果。The school without it, or why it was refused.")
class CalligraphyCourseRemovePayload:
    """Payload."""

    unit: OrgUnit | None = related("学校。As it is now.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


def _create(work: Work, given: CalligraphyCourseCreateInput) -> Payload:
    new = NewCourse(
        title=given.title,
        audience=str(given.audience.value),
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        weekly_periods=given.weekly_periods,
        plan=given.plan,
    )
    course = service.create(work, local(given.unit_id, "OrgUnit", "unitId"), new)
    return {"course": Changed(COURSE, course.id)}


def _add_group(work: Work, given: CalligraphyGroupCreateInput) -> Payload:
    group = service.add_group(
        work,
        local(given.course_id, COURSE, "courseId"),
        given.title,
        local(given.leader_id, "Person", "leaderId") if given.leader_id else None,
        given.pupils,
        [local(each, "Person", "memberIds") for each in given.member_ids],
    )
    return {"group": Changed(GROUP, group.id)}


def _note(work: Work, given: CalligraphyLessonNoteInput) -> Payload:
    lesson = service.note_lesson(
        work,
        local(given.group_id, GROUP, "groupId"),
        local(given.teacher_id, "Person", "teacherId"),
        NewLesson(given.on_date, given.topic, given.periods, given.present),
    )
    return {"lesson": Changed(LESSON, lesson.id)}


def _remove_lesson(work: Work, given: CalligraphyLessonRemoveInput) -> Payload:
    group_id = removal.remove_lesson(work, local(given.lesson_id, LESSON, "lessonId"))
    return {"group": Changed(GROUP, group_id)}


def _remove_group(work: Work, given: CalligraphyGroupRemoveInput) -> Payload:
    return {"course": Changed(COURSE, removal.remove_group(work, local(given.group_id, GROUP, "groupId")))}


def _remove_course(work: Work, given: CalligraphyCourseRemoveInput) -> Payload:
    unit_id = removal.remove_course(work, local(given.course_id, COURSE, "courseId"), given.reason)
    return {"unit": Changed("OrgUnit", unit_id)}


@strawberry.type
class CourseMutation:
    """Fields of Mutation."""

    calligraphy_course_create: CalligraphyCourseCreatePayload | None = changed(
        _create,
        "开设课程。Set up a course; one of pupils that is in the timetable is recorded as such, once. Needs `activities.write` "
        "at the school.",
        CalligraphyCourseCreateInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_group_create: CalligraphyGroupCreatePayload | None = changed(
        _add_group,
        "建立小组。Add a group to a course. Needs `activities.write` at the school.",
        CalligraphyGroupCreateInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_lesson_note: CalligraphyLessonNotePayload | None = changed(
        _note,
        "登记一节课。Note a lesson that was given. Needs `activities.write` at the school.",
        CalligraphyLessonNoteInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_lesson_remove: CalligraphyLessonRemovePayload | None = changed(
        _remove_lesson,
        "撤销一节课。Remove a lesson that was noted by mistake. Needs `activities.write` at the school.",
        CalligraphyLessonRemoveInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_group_remove: CalligraphyGroupRemovePayload | None = changed(
        _remove_group,
        "撤销小组。Remove a group without lessons. Needs `activities.write` at the school.",
        CalligraphyGroupRemoveInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_course_remove: CalligraphyCourseRemovePayload | None = changed(
        _remove_course,
        "撤销课程。Remove a course without lessons, with its groups; its record is withdrawn. Needs `activities.write` at the "
        "school.",
        CalligraphyCourseRemoveInput,
        codes=CalligraphyErrorCode,
    )
