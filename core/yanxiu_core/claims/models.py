"""Tables of claims: where each one is, what was frozen at every confirmation, additions, decisions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key

DRAFTED, OPEN, RETURNED, READY, SEALED = "drafted", "open", "returned", "ready", "sealed"
"""待确认, 审核中, 已退回 (待重新确认), 待封存, 已认定."""
ACCEPT, RETURN = "accept", "return"
PENDING, GRANTED, REFUSED = "pending", "granted", "refused"


class Claim(TenantRow, Base):
    """One person's 学时登记表 under one policy in one window, and where it is in the review.

    `state`, `step` and `version` are the fold of its versions and decisions, which are never changed. `unit_id` is
    the 编制单位 that totals follow, `review_unit_id` the unit that reviews, `group_unit_id` the 教研组 under it.
    """

    __tablename__ = "claims"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("windows", "window_id"),
        tenant_key("org_units", "unit_id"),
        tenant_key("org_units", "review_unit_id"),
        tenant_key("org_units", "group_unit_id"),
        UniqueConstraint("tenant_id", "policy", "window_id", "person_id"),
        Index("ix_claims_person", "tenant_id", "person_id"),
        Index("ix_claims_step", "tenant_id", "policy", "window_id", "step", "review_unit_id"),
        CheckConstraint("state IN ('drafted', 'open', 'returned', 'ready', 'sealed')", name="state"),
        CheckConstraint("(step = '') = (state IN ('ready', 'sealed'))", name="step"),
    )

    policy: Mapped[str]
    rule: Mapped[str] = mapped_column(doc="the rule whose figure is certified")
    window_id: Mapped[UUID]
    person_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    review_unit_id: Mapped[UUID]
    group_unit_id: Mapped[UUID | None]
    state: Mapped[str]
    step: Mapped[str] = mapped_column(doc="the step that comes next; empty when all are done")
    version: Mapped[int] = mapped_column(
        default=0, doc="the number of the version in force; 0 before the first"
    )
    drafted_at: Mapped[datetime]


class ClaimVersion(TenantRow, Base):
    """What was frozen when a claim was confirmed (or an addition granted, or a result superseded): figures and trace.

    `line_ids` are the ledger lines that counted; they are assured as far as the claim is. `figures` holds the figures
    of all the policy's rules for the person.
    """

    __tablename__ = "claim_versions"
    __table_args__ = (
        tenant_key("claims", "claim_id"),
        tenant_key("people", "frozen_by"),
        UniqueConstraint("tenant_id", "claim_id", "number"),
    )

    claim_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(doc="1 is the first")
    reason: Mapped[str] = mapped_column(doc="confirmed, addition or superseded")
    frozen_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    unit_id: Mapped[UUID]
    measured: Mapped[Decimal]
    required: Mapped[Decimal]
    capped: Mapped[Decimal]
    gross: Mapped[Decimal]
    eligibility: Mapped[str]
    met: Mapped[bool]
    rule_version: Mapped[str]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    trace: Mapped[dict[str, Any]]
    line_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))


class ClaimAddition(TenantRow, Recorded, Base):
    """Something that the person says is missing, with what proves it; granted or refused by a superseding row.

    `hours` are asked for, `granted` are given. A granted addition has a line in the ledger whose source it is.
    """

    __tablename__ = "claim_additions"
    __table_args__ = (
        tenant_key("claims", "claim_id"),
        tenant_key("files", "file_id"),
        tenant_key("people", "decided_by"),
        Index(
            "uq_claim_additions_current",
            "tenant_id",
            "series_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_claim_additions_claim", "tenant_id", "claim_id"),
        CheckConstraint("state IN ('pending', 'granted', 'refused')", name="state"),
        CheckConstraint("(state = 'granted') = (granted IS NOT NULL)", name="granted"),
    )

    claim_id: Mapped[UUID]
    series_id: Mapped[UUID]
    kind: Mapped[str]
    title: Mapped[str]
    on_date: Mapped[date]
    hours: Mapped[Decimal]
    proof: Mapped[str]
    file_id: Mapped[UUID | None]
    state: Mapped[str]
    granted: Mapped[Decimal | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UUID | None]


class ClaimDecision(TenantRow, Base):
    """One member's decision on one version of a claim at a step, or on an objection to it; never changed."""

    __tablename__ = "claim_decisions"
    __table_args__ = (
        tenant_key("claims", "claim_id"),
        tenant_key("claim_versions", "version_id"),
        tenant_key("people", "decider_id"),
        tenant_key("org_units", "body_unit_id"),
        tenant_key("objections", "objection_id"),
        Index(
            "uq_claim_decisions_once",
            "tenant_id",
            "version_id",
            "step",
            "decider_id",
            unique=True,
            postgresql_where=text("objection_id IS NULL"),
        ),
        Index(
            "uq_claim_decisions_objection",
            "tenant_id",
            "objection_id",
            unique=True,
            postgresql_where=text("objection_id IS NOT NULL"),
        ),
        Index("ix_claim_decisions_claim", "tenant_id", "claim_id"),
        CheckConstraint("outcome IN ('accept', 'return')", name="outcome"),
        CheckConstraint("outcome = 'accept' OR reason <> ''", name="reason"),
    )

    claim_id: Mapped[UUID]
    version_id: Mapped[UUID]
    step: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    decider_id: Mapped[UUID]
    body_unit_id: Mapped[UUID] = mapped_column(doc="the unit whose group the decider belongs to")
    objection_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
