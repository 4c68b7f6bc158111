"""The plugin's tables. What rules count is recorded in the platform's 台账; here is what the school shows and teaches."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created, tenant_key

EXHIBITION, SKILLS = "exhibition", "skills"
"""教师书法作品展 of a month, 三笔字展示 of a semester."""
OPEN, HELD, WITHDRAWN = "open", "held", "withdrawn"
PEN, BRUSH, CHALK = "pen", "brush", "chalk"
SCRIPTS = (PEN, BRUSH, CHALK)
"""钢笔, 毛笔, 粉笔."""
TEACHERS, PUPILS = "teachers", "pupils"


class Show(TenantRow, Base):
    """An exhibition or a showing of the three scripts at one school.

    Works are hung while it is `open`; when it is `held` the school's record under `number` is made, which rules count,
    and with `withdrawn` that record is withdrawn.
    """

    __tablename__ = "plg_calligraphy_shows"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index("ix_plg_calligraphy_shows_unit", "tenant_id", "unit_id", "on_date"),
        CheckConstraint("kind IN ('exhibition', 'skills')", name="kind"),
        CheckConstraint("state IN ('open', 'held', 'withdrawn')", name="state"),
    )

    unit_id: Mapped[UUID]
    kind: Mapped[str]
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    on_date: Mapped[date]
    state: Mapped[str] = mapped_column(default=OPEN)
    number: Mapped[str] = mapped_column(doc="the number of its record in the platform's 台账")
    created_at: Mapped[datetime] = created()


class Artwork(TenantRow, Base):
    """A teacher's work in one show. `image_id` and `thumbnail_id` are stored files, re-encoded and without metadata.

    Its id follows from the upload that it came from, so that one upload is at most one work. The unit is the show's.
    """

    __tablename__ = "plg_calligraphy_works"
    __table_args__ = (
        tenant_key("plg_calligraphy_shows", "show_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("people", "person_id"),
        tenant_key("files", "image_id"),
        tenant_key("files", "thumbnail_id"),
        Index("ix_plg_calligraphy_works_show", "tenant_id", "show_id"),
        Index("ix_plg_calligraphy_works_unit", "tenant_id", "unit_id", "on_date"),
        Index("ix_plg_calligraphy_works_person", "tenant_id", "person_id"),
        CheckConstraint("script IN ('pen', 'brush', 'chalk')", name="script"),
    )

    show_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    person_id: Mapped[UUID]
    on_date: Mapped[date] = mapped_column(doc="the day of the show")
    script: Mapped[str]
    title: Mapped[str]
    image_id: Mapped[UUID]
    thumbnail_id: Mapped[UUID]
    width: Mapped[int] = mapped_column(doc="pixels of the stored image")
    height: Mapped[int] = mapped_column(doc="pixels of the stored image")
    result: Mapped[str] = mapped_column(default="", doc="such as 一等奖; empty while there is none")
    created_at: Mapped[datetime] = created()


class Remark(TenantRow, Base):
    """What somebody of the school wrote about a work."""

    __tablename__ = "plg_calligraphy_remarks"
    __table_args__ = (
        tenant_key("plg_calligraphy_works", "work_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("people", "person_id"),
        Index("ix_plg_calligraphy_remarks_work", "tenant_id", "work_id", "created_at"),
    )

    work_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    person_id: Mapped[UUID | None] = mapped_column(doc="who wrote it; empty for a credential of no person")
    author: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = created()


class Course(TenantRow, Base):
    """A course of calligraphy for pupils or teachers. With `weekly_periods` it stands in the timetable (`number`)."""

    __tablename__ = "plg_calligraphy_courses"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index("ix_plg_calligraphy_courses_unit", "tenant_id", "unit_id", "starts_on"),
        CheckConstraint("audience IN ('teachers', 'pupils')", name="audience"),
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("weekly_periods >= 0", name="periods"),
    )

    unit_id: Mapped[UUID]
    title: Mapped[str]
    audience: Mapped[str]
    plan: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekly_periods: Mapped[int] = mapped_column(doc="periods a week in the timetable; 0: it is none of it")
    number: Mapped[str | None] = mapped_column(doc="the number of its record in the platform's 台账")
    created_at: Mapped[datetime] = created()


class Group(TenantRow, Base):
    """Those who learn a course together: teachers by name, pupils by their number. The unit is the course's."""

    __tablename__ = "plg_calligraphy_groups"
    __table_args__ = (
        tenant_key("plg_calligraphy_courses", "course_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("people", "leader_id"),
        UniqueConstraint("tenant_id", "course_id", "title"),
        CheckConstraint("pupils >= 0", name="pupils"),
    )

    course_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    title: Mapped[str]
    leader_id: Mapped[UUID | None] = mapped_column(doc="the teacher who leads it")
    pupils: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = created()


class Member(TenantRow, Base):
    """A teacher of a group."""

    __tablename__ = "plg_calligraphy_members"
    __table_args__ = (
        tenant_key("plg_calligraphy_groups", "group_id"),
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "group_id", "person_id"),
    )

    group_id: Mapped[UUID]
    person_id: Mapped[UUID]


class Lesson(TenantRow, Base):
    """A lesson that was given to a group. The unit is the course's."""

    __tablename__ = "plg_calligraphy_lessons"
    __table_args__ = (
        tenant_key("plg_calligraphy_groups", "group_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("people", "teacher_id"),
        Index("ix_plg_calligraphy_lessons_group", "tenant_id", "group_id", "on_date"),
        Index("ix_plg_calligraphy_lessons_unit", "tenant_id", "unit_id", "on_date"),
        CheckConstraint("periods > 0", name="periods"),
        CheckConstraint("present >= 0", name="present"),
    )

    group_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    teacher_id: Mapped[UUID]
    on_date: Mapped[date]
    topic: Mapped[str]
    periods: Mapped[int]
    present: Mapped[int] = mapped_column(doc="how many learners came")
    created_at: Mapped[datetime] = created()


MODELS = (Show, Artwork, Remark, Course, Group, Member, Lesson)
