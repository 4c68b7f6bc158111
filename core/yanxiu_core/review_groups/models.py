"""Tables of review groups."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key

CHAIR, DEPUTY, MEMBER = "chair", "deputy", "member"
"""组长, 副组长, 成员."""


class ReviewGroup(TenantRow, Recorded, Base):
    """The roster of a unit's group of one kind (`body`) from a day on, until the next; one without members ends it."""

    __tablename__ = "review_groups"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index(
            "uq_review_groups_current",
            "tenant_id",
            "body",
            "unit_id",
            "valid_from",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    body: Mapped[str]
    unit_id: Mapped[UUID]
    title: Mapped[str]
    document: Mapped[str] = mapped_column(doc="the document that appoints it")
    valid_from: Mapped[date]


class ReviewMember(TenantRow, Base):
    """A member named by one roster; rosters are never changed, so neither are their members."""

    __tablename__ = "review_members"
    __table_args__ = (
        tenant_key("review_groups", "group_id"),
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "group_id", "person_id"),
        CheckConstraint("office IN ('chair', 'deputy', 'member')", name="office"),
        Index("ix_review_members_person", "tenant_id", "person_id"),
    )

    group_id: Mapped[UUID]
    person_id: Mapped[UUID]
    office: Mapped[str]
