"""The table of objections."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from yanxiu_core.database.base import Base, TenantRow, tenant_key


class Objection(TenantRow, Base):
    """What a member of staff holds against a row of a notice; open until a decision names it."""

    __tablename__ = "objections"
    __table_args__ = (
        tenant_key("notice_rows", "notice_row_id"),
        tenant_key("claims", "claim_id"),
        tenant_key("people", "person_id"),
        Index("ix_objections_claim", "tenant_id", "claim_id"),
    )

    notice_row_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    person_id: Mapped[UUID]
    text: Mapped[str]
    recorded_at: Mapped[datetime]
