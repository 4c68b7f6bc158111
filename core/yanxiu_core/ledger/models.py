"""The table of ledger lines."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, TenantRow, tenant_key

REGISTERED, REVIEWED, CERTIFIED, RETURNED = "registered", "reviewed", "certified", "returned"
"""已登记, 校审通过, 县认定, 退回: how far a line is assured."""


class LedgerLine(TenantRow, Base):
    """What one participation or piece of evidence is worth; posted once, never changed, at most once reversed.

    A fact line (`policy` empty) counts in units of the world: count, characters, days, bytes, yuan; all policies share
    it. A converted line is worth `amount` 学时 under one policy's conversion version. Lines are gross: rounding and
    factors are in them, caps are applied when judging. A reversal copies its line negated and names it.
    A line without a person is a unit's own: a plan filed, a budget, an activity hosted.
    """

    __tablename__ = "ledger_lines"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("activities", "activity_id"),
        Index("ix_ledger_lines_policy", "tenant_id", "policy", "measure", "person_id", "on_date"),
        Index(
            "ix_ledger_lines_source",
            "tenant_id",
            "source_id",
            postgresql_where=text("reverses_id IS NULL"),
        ),
        Index("ix_ledger_lines_activity", "tenant_id", "activity_id", "person_id"),
        Index(
            "uq_ledger_lines_reversal",
            "tenant_id",
            "reverses_id",
            unique=True,
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        Index(
            "ix_ledger_lines_taken_back",
            "tenant_id",
            "person_id",
            "recorded_at",
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        Index(
            "ix_ledger_lines_unit",
            "tenant_id",
            "unit_id",
            "on_date",
            postgresql_where=text("person_id IS NULL"),
        ),
        CheckConstraint("(policy = '') = (conversion = '')", name="converted"),
        CheckConstraint("person_id IS NOT NULL OR unit_id IS NOT NULL", name="subject"),
    )

    person_id: Mapped[UUID | None] = mapped_column(doc="empty for a line of a unit")
    policy: Mapped[str] = mapped_column(doc="empty for a fact line")
    measure: Mapped[str] = mapped_column(doc="hours, count, characters, ...")
    amount: Mapped[Decimal]
    on_date: Mapped[date]
    starts_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    activity_id: Mapped[UUID | None]
    activity_number: Mapped[str] = mapped_column(doc="breaks ties between lines that start together")
    kind: Mapped[str]
    category: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[UUID | None] = mapped_column(
        doc="the person's home unit on that date, or the unit itself"
    )
    source_id: Mapped[UUID] = mapped_column(doc="the participation, evidence or record row")
    item: Mapped[str] = mapped_column(default="", doc="the topic, issue or school that a record is about")
    fields: Mapped[list[str] | None] = mapped_column(
        ARRAY(Text), doc="the fields of its form that are filled in"
    )
    conversion: Mapped[str] = mapped_column(doc="the conversion's version; empty for a fact line")
    assurance: Mapped[str] = mapped_column(default=REGISTERED)
    reverses_id: Mapped[UUID | None]
