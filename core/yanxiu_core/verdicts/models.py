"""The table of verdicts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, tenant_key

ELIGIBLE, EXEMPT, NOT_APPLICABLE = "eligible", "exempt", "not_applicable"


class Verdict(TenantRow, Base):
    """What a rule measured for one person or unit in one window. Derived: it can be rebuilt from the facts at any time.

    The id is made of rule, window and subject, so a verdict of another day or moment is the same node.
    Whether it is met is not stored: that depends on the day on which one asks. `measured` is after caps, `capped` is
    what they took away; `registered`, `reviewed` and `certified` split the gross amount by assurance.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("windows", "window_id"),
        tenant_key("adoptions", "adoption_id"),
        UniqueConstraint("tenant_id", "rule", "window_id", "subject_id"),
        Index("ix_verdicts_unit", "tenant_id", "rule", "window_id", "unit_id"),
        Index("ix_verdicts_person", "tenant_id", "person_id"),
    )

    policy: Mapped[str]
    rule: Mapped[str]
    window_id: Mapped[UUID]
    subject_id: Mapped[UUID] = mapped_column(doc="the person or unit that is judged")
    person_id: Mapped[UUID | None] = mapped_column(doc="empty for a unit's verdict")
    unit_id: Mapped[UUID | None] = mapped_column(
        doc="the home unit on the eligibility date, or the unit judged"
    )
    adoption_id: Mapped[UUID]
    measured: Mapped[Decimal | None] = mapped_column(
        doc="empty where nothing was recorded that could be late or graded"
    )
    required: Mapped[Decimal]
    upper: Mapped[Decimal | None] = mapped_column(
        doc="the most that is allowed, where a rule asks for a range"
    )
    base: Mapped[Decimal | None] = mapped_column(doc="out of how many, or of how much, `measured` is")
    capped: Mapped[Decimal]
    registered: Mapped[Decimal]
    reviewed: Mapped[Decimal]
    certified: Mapped[Decimal]
    comparator: Mapped[str] = mapped_column(doc="how measured and required compare: gte, gt, lte, eq")
    eligibility: Mapped[str]
    eligible_on: Mapped[date] = mapped_column(
        doc="the day whose facts decide; before it a verdict is provisional"
    )
    rule_version: Mapped[str]
    judged_at: Mapped[datetime]


class StaleWindow(TenantRow, Base):
    """A window whose verdicts of units wait to be derived again; the row goes with the job that does it."""

    __tablename__ = "stale_windows"
    __table_args__ = (tenant_key("windows", "window_id"), UniqueConstraint("tenant_id", "window_id"))

    window_id: Mapped[UUID]
    since: Mapped[datetime]
