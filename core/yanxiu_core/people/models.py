"""Tables of people."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key

HOME, TEACHING, GROUP = "home", "teaching", "group"
"""编制单位 (one at a time; totals follow it), 任教单位 (one or more), 教研组."""


class Person(TenantRow, Base):
    """A teacher, researcher or official, known by 工号 within the county.

    Name, sex and birth date are the present ones, for display; whatever a rule rests on is a dated fact.
    `sex` is coded by GB/T 2261.1: 0 未知, 1 男, 2 女, 9 未说明.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_people_name", "tenant_id", "name"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    number: Mapped[str]
    name: Mapped[str]
    sex: Mapped[str] = mapped_column(default="0")
    birth_date: Mapped[date | None]


class PersonFact(TenantRow, Recorded, Base):
    """A dated, single-valued fact: `title` 职称, `subject`, `stage`, `post`, `establishment` 在编, `on_post` 在岗, ...

    The next row of the same kind ends it.
    """

    __tablename__ = "person_facts"
    __table_args__ = (
        tenant_key("people", "person_id"),
        Index(
            "uq_person_facts_current",
            "tenant_id",
            "person_id",
            "kind",
            "valid_from",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date]


class PersonUnit(TenantRow, Recorded, Base):
    """A dated edge between a person and a unit: `home`, `teaching` or `group`.

    `home` is single-valued: the next row ends it. The others may overlap; `valid_to` is their last day.
    """

    __tablename__ = "person_units"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("org_units", "unit_id"),
        Index(
            "uq_person_units_current",
            "tenant_id",
            "person_id",
            "relation",
            "unit_id",
            "valid_from",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_person_units_unit", "tenant_id", "unit_id", "relation"),
    )

    person_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    relation: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
