"""The table of participations."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key


class Participation(TenantRow, Recorded, Base):
    """One line of an attendance list: who, in which segment (`position`), in which role, with which status.

    The natural key is (activity, position, person, role); the same key with other content supersedes the old row.
    The segment is named by its position and not by its row, so that a corrected time leaves attendance alone.
    `attended_minutes` is known only where a list says how long somebody stayed.
    """

    __tablename__ = "participations"
    __table_args__ = (
        tenant_key("activities", "activity_id"),
        tenant_key("people", "person_id"),
        Index(
            "uq_participations_current",
            "tenant_id",
            "activity_id",
            "position",
            "person_id",
            "role",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_participations_person", "tenant_id", "person_id"),
        CheckConstraint("attended_minutes >= 0", name="minutes"),
    )

    activity_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[UUID]
    role: Mapped[str]
    status: Mapped[str]
    attended_minutes: Mapped[Decimal | None]
