"""The table of verdicts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, tenant_key

ELIGIBLE, EXEMPT = "eligible", "exempt"


class Verdict(TenantRow, Base):
    """What a rule measured for one person in one window. Derived: it can be rebuilt from the facts at any time.

    The id is made of rule, window and person, so a verdict of another day or moment is the same node.
    Whether it is met is not stored: that depends on the day on which one asks. `measured` is after caps, `capped` is
    what they took away; `registered`, `reviewed` and `certified` split the gross amount by assurance.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("windows", "window_id"),
        tenant_key("adoptions", "adoption_id"),
        UniqueConstraint("tenant_id", "rule", "window_id", "person_id"),
        Index("ix_verdicts_unit", "tenant_id", "rule", "window_id", "unit_id"),
        Index("ix_verdicts_person", "tenant_id", "person_id"),
    )

    policy: Mapped[str]
    rule: Mapped[str]
    window_id: Mapped[UUID]
    person_id: Mapped[UUID]
    unit_id: Mapped[UUID | None] = mapped_column(doc="the home unit on the eligibility date")
    adoption_id: Mapped[UUID]
    measured: Mapped[Decimal]
    required: Mapped[Decimal]
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
