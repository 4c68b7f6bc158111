"""The table of records."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key
from yanxiu_core.ledger.models import REGISTERED


class Record(TenantRow, Recorded, Base):
    """One 台账 entry of a person or of a unit: a plan filed, a budget, an appointment, a certificate, a book read.

    Known by its number within the county; the same number with other content supersedes. Everything recorded counts
    1; `amount` of `measure` (characters, days, yuan, ...) comes on top where there is one. `item` is what it is about
    (a topic, an issue, a school). `fields` are the fields of its form that are filled in. A withdrawn record counts
    for nothing and keeps its row.

    `at_unit_id` is the unit where it took place or that it is about; it then is the item. What that unit has to confirm
    is `registered` until it has, and `reviewed` from then on, by whom `confirmed_by` says.
    """

    __tablename__ = "records"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("activities", "activity_id"),
        tenant_key("org_units", "at_unit_id"),
        tenant_key("form_versions", "form_version_id"),
        Index(
            "uq_records_current",
            "tenant_id",
            "number",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_records_person", "tenant_id", "person_id", "kind"),
        Index("ix_records_unit", "tenant_id", "unit_id", "kind"),
        Index(
            "ix_records_at_unit",
            "tenant_id",
            "at_unit_id",
            "on_date",
            postgresql_where=text("at_unit_id IS NOT NULL"),
        ),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="subject"),
        CheckConstraint("(amount IS NULL) = (measure = 'count')", name="amount"),
        CheckConstraint("at_unit_id IS NULL OR item = ''", name="about"),
        CheckConstraint("(answers IS NULL) = (form_version_id IS NULL)", name="answers"),
    )

    number: Mapped[str]
    kind: Mapped[str]
    plugin_kind: Mapped[str | None] = mapped_column(doc="the code of a plugin's kind; `kind` is its word")
    person_id: Mapped[UUID | None]
    unit_id: Mapped[UUID | None]
    activity_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(default="")
    on_date: Mapped[date]
    starts_at: Mapped[datetime]
    measure: Mapped[str] = mapped_column(default="count")
    amount: Mapped[Decimal | None]
    item: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    fields: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    at_unit_id: Mapped[UUID | None]
    form_version_id: Mapped[UUID | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    assurance: Mapped[str] = mapped_column(default=REGISTERED)
    confirmed_by: Mapped[str] = mapped_column(default="")
