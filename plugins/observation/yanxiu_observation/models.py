"""Tables of the plugin. What counts (activity, attendance, evidence) stands in core and is pointed at from here."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, created, tenant_key


class Lesson(TenantRow, Base):
    """An observed lesson of a unit: one activity, of which this is what only 课堂观察 knows.

    `position` is the activity's segment in which the lesson is given, `reflection_id` the series of the presenter's
    reflection. Whether it is planned, confirmed or cancelled, the activity alone says.
    """

    __tablename__ = "plg_observation_lessons"
    __table_args__ = (
        UniqueConstraint("tenant_id", "activity_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("activities", "activity_id"),
        tenant_key("people", "presenter_id"),
        Index("ix_plg_observation_lessons_unit", "tenant_id", "unit_id", "on_date"),
        Index("ix_plg_observation_lessons_presenter", "tenant_id", "presenter_id", "on_date"),
    )

    unit_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    presenter_id: Mapped[UUID]
    on_date: Mapped[date]
    position: Mapped[int]
    subject: Mapped[str]
    grade: Mapped[str]
    pre_meeting: Mapped[str]
    post_meeting: Mapped[str]
    reflection_id: Mapped[UUID | None]


class Observer(TenantRow, Base):
    """Who observes a lesson, from which 视角, and the series of the evidence that holds the record."""

    __tablename__ = "plg_observation_observers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "lesson_id", "person_id"),
        tenant_key("plg_observation_lessons", "lesson_id"),
        tenant_key("people", "person_id"),
        Index("ix_plg_observation_observers_person", "tenant_id", "person_id"),
    )

    lesson_id: Mapped[UUID]
    person_id: Mapped[UUID]
    views: Mapped[list[str]] = mapped_column(ARRAY(Text))
    record_id: Mapped[UUID | None]


class Point(TenantRow, Base):
    """A 观察点 of a unit, for itself and all below it, under one 视角."""

    __tablename__ = "plg_observation_points"
    __table_args__ = (
        UniqueConstraint("tenant_id", "unit_id", "view", "body"),
        tenant_key("org_units", "unit_id"),
    )

    unit_id: Mapped[UUID]
    view: Mapped[str]
    body: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)


class Reopening(TenantRow, Base):
    """A record or reflection of a confirmed lesson that may be changed once: its owner asks, a reviewer agrees or declines.

    Until it is used its owner may withdraw it, and a reviewer decline it after all.
    """

    __tablename__ = "plg_observation_reopenings"
    __table_args__ = (
        tenant_key("plg_observation_lessons", "lesson_id"),
        tenant_key("people", "person_id"),
        Index(
            "uq_plg_observation_reopenings_open",
            "tenant_id",
            "lesson_id",
            "person_id",
            unique=True,
            postgresql_where=text("used_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    lesson_id: Mapped[UUID]
    person_id: Mapped[UUID]
    reason: Mapped[str]
    asked_at: Mapped[datetime] = created()
    agreed_by: Mapped[str | None]
    agreed_at: Mapped[datetime | None]
    declined_by: Mapped[str | None]
    declined_at: Mapped[datetime | None]
    declined_reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
