"""Tables of activities."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, created, tenant_key

PLANNED, CONFIRMED, CANCELLED = "planned", "confirmed", "cancelled"
HOST, ORGANISER, ASSISTANT = "host", "organiser", "assistant"
"""主办, 承办, 协办."""


class Activity(TenantRow, Base):
    """One activity, recorded once, known by 活动编号 within the county.

    Only a confirmed activity is worth anything; a cancelled one keeps its record, its lines are reversed.
    `starts_on` is the first day of its segments, kept here for lists.
    """

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_activities_date", "tenant_id", "starts_on", "number"),
        CheckConstraint("state IN ('planned', 'confirmed', 'cancelled')", name="state"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    number: Mapped[str]
    kind: Mapped[str]
    plugin_kind: Mapped[str | None] = mapped_column(doc="the code of a plugin's kind; `kind` is its word")
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    leader: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=PLANNED)
    starts_on: Mapped[date]
    cancel_reason: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(doc="the tenant's clock when it was confirmed")
    cancelled_at: Mapped[datetime | None] = mapped_column(doc="the tenant's clock when it was cancelled")
    created_at: Mapped[datetime] = created()


class ActivitySegment(TenantRow, Recorded, Base):
    """One 环节 of an activity (上课, 评课, 讲座, ...); one is the ordinary case, numbered 1.

    Times (with the tenant's zone) or `periods` (节次): where periods are recorded a policy may count them instead.
    """

    __tablename__ = "activity_segments"
    __table_args__ = (
        tenant_key("activities", "activity_id"),
        Index(
            "uq_activity_segments_current",
            "tenant_id",
            "activity_id",
            "position",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("periods > 0", name="periods"),
    )

    activity_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    on_date: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    periods: Mapped[Decimal | None]


class ActivityAnswers(TenantRow, Recorded, Base):
    """The answers to an activity's form, as they were filled in under one version of it; new answers supersede."""

    __tablename__ = "activity_answers"
    __table_args__ = (
        tenant_key("activities", "activity_id"),
        tenant_key("form_versions", "form_version_id"),
        Index(
            "uq_activity_answers_current",
            "tenant_id",
            "activity_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    activity_id: Mapped[UUID]
    form_version_id: Mapped[UUID]
    answers: Mapped[dict[str, Any]]


class ActivityUnit(TenantRow, Recorded, Base):
    """A unit's part in an activity: `host` 主办, `organiser` 承办, `assistant` 协办.

    `name` is the unit as written in the file; `unit_id` is empty where it is no unit of this county.
    """

    __tablename__ = "activity_units"
    __table_args__ = (
        tenant_key("activities", "activity_id"),
        tenant_key("org_units", "unit_id"),
        Index("ix_activity_units_activity", "tenant_id", "activity_id"),
        Index("ix_activity_units_unit", "tenant_id", "unit_id"),
    )

    activity_id: Mapped[UUID]
    unit_id: Mapped[UUID | None]
    name: Mapped[str]
    part: Mapped[str]
