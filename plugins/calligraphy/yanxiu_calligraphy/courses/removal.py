"""Take back what was entered by mistake: a lesson, a group without lessons, a course without lessons."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from yanxiu_calligraphy.checks import written
from yanxiu_calligraphy.courses.service import allow, locked_course, locked_group
from yanxiu_calligraphy.errors import CalligraphyInvalid
from yanxiu_calligraphy.models import Group, Lesson, Member
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import NotFound
from yanxiu_core.records import service as records
from yanxiu_core.records.errors import RecordWithdrawn
from yanxiu_core.work import Work


def remove_lesson(work: Work, lesson_id: UUID) -> UUID:
    """Remove a lesson; the id of its group. Raises NotFound, Forbidden, PluginDisabled."""
    lesson = work.session.get(Lesson, (work.tenant_id, lesson_id))
    if lesson is None:
        raise NotFound("没有这节课", "No such lesson", field="lessonId")
    allow(work, lesson.unit_id)
    work.session.delete(lesson)
    _removed(work, "lesson", [(lesson.id, lesson.group_id, lesson.on_date, lesson.topic)])
    return lesson.group_id


def remove_group(work: Work, group_id: UUID) -> UUID:
    """Remove a group to which no lesson was given; the id of its course.

    Raises CalligraphyInvalid, NotFound, Forbidden, PluginDisabled.
    """
    group = locked_group(work, group_id)
    allow(work, group.unit_id)
    _refuse_lessons(work, [group.id], "groupId")
    _delete_groups(work, [group.id])
    _removed(work, "group", [(group.id, group.course_id, group.title)])
    return group.course_id


def remove_course(work: Work, course_id: UUID, reason: str) -> UUID:
    """Remove a course of which no lesson was given, with its groups; its record is withdrawn. The id of its school.

    Raises CalligraphyInvalid, NotFound, Forbidden, PluginDisabled.
    """
    course = locked_course(work, course_id)
    allow(work, course.unit_id)
    why = written(reason, "reason", "撤销的原因")
    own = select(Group.id).where(Group.tenant_id == work.tenant_id, Group.course_id == course.id)
    groups = work.session.scalars(own).all()
    _refuse_lessons(work, groups, "courseId")
    if course.number:
        with suppress(RecordWithdrawn):  # by the county, while the plugin was off
            records.withdraw(work, course.number, why)
    _delete_groups(work, groups)
    work.session.delete(course)
    _removed(work, "course", [(course.id, course.unit_id, course.title, course.number, why)])
    return course.unit_id


def _refuse_lessons(work: Work, groups: Sequence[UUID], field: str) -> None:
    given = select(func.count()).where(Lesson.tenant_id == work.tenant_id, Lesson.group_id.in_(groups))
    lessons = work.session.scalar(given)
    if lessons:
        raise CalligraphyInvalid(
            f"已登记 {lessons} 节课, 不能撤销; 如系误登, 请先撤销这些课",
            f"{lessons} lessons stand here; remove those that are wrong first",
            field=field,
        )


def _delete_groups(work: Work, groups: Sequence[UUID]) -> None:
    for model, column in ((Member, Member.group_id), (Group, Group.id)):
        work.session.execute(delete(model).where(model.tenant_id == work.tenant_id, column.in_(groups)))


def _removed(work: Work, what: str, rows: Sequence[tuple[Any, ...]]) -> None:
    work.session.flush()
    audit.record(work, f"calligraphy.{what}_remove", counts={f"{what}s": 1}, rows=rows)
