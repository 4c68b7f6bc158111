"""Tables of org units."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key
from yanxiu_core.database.revisions import Configures

MANAGEMENT = "management"
"""The structure that decides who manages whom; all others are overlays."""


class OrgUnit(Configures, TenantRow, Base):
    """A county, 中心校, school, 教学点, 教研组, 备课组 or 年级组.

    `code` is the 学校标识码 where there is one. `name` is the present name; old names stand in `org_unit_facts`.
    """

    __tablename__ = "org_units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        Index("ix_org_units_name", "tenant_id", "name"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True, sort_order=-2)
    kind: Mapped[str]
    code: Mapped[str | None]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0, doc="the county's own order of schools on printed lists")


class OrgUnitFact(TenantRow, Recorded, Base):
    """A dated, single-valued fact of a unit (`name`, `status`): the next row of the same kind ends it."""

    __tablename__ = "org_unit_facts"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index(
            "uq_org_unit_facts_current",
            "tenant_id",
            "unit_id",
            "kind",
            "valid_from",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    unit_id: Mapped[UUID]
    kind: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date]


class OrgEdge(Configures, TenantRow, Recorded, Base):
    """A dated place of a unit under another, in one structure.

    In `management` a unit has one parent at a time (`valid_to` stays empty, the next edge ends it); in an overlay
    (片区, 区域联合体, 联片, 结对) it may have several places, each with its own end. `valid_to` is the last day.
    """

    __tablename__ = "org_edges"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        tenant_key("org_units", "parent_id"),
        Index(
            "uq_org_edges_current",
            "tenant_id",
            "structure",
            "unit_id",
            "valid_from",
            unique=True,
            postgresql_where=text(f"superseded_at IS NULL AND structure = '{MANAGEMENT}'"),
        ),
        Index("ix_org_edges_parent", "tenant_id", "structure", "parent_id"),
        CheckConstraint("unit_id <> parent_id", name="not_itself"),
    )

    unit_id: Mapped[UUID]
    parent_id: Mapped[UUID]
    structure: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


MERGED, SPLIT, RENAMED, CLOSED = "merged", "split", "renamed", "closed"


class OrgSuccession(TenantRow, Recorded, Base):
    """What became of a unit on a day, by which document: merged into another, split into several (a row for each),
    renamed or closed (then without a successor). `on_date` is the first day on which it is so.
    """

    __tablename__ = "org_successions"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        tenant_key("org_units", "successor_id"),
        Index("ix_org_successions_unit", "tenant_id", "unit_id"),
        Index("ix_org_successions_successor", "tenant_id", "successor_id"),
        CheckConstraint("kind IN ('merged', 'split', 'renamed', 'closed')", name="kind"),
    )

    unit_id: Mapped[UUID]
    successor_id: Mapped[UUID | None]
    kind: Mapped[str]
    on_date: Mapped[date]
    source: Mapped[str] = mapped_column(doc="the document that says so")
