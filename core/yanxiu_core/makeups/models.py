"""The table of 补学 decisions."""

from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key
from yanxiu_core.database.revisions import Configures


class Makeup(Configures, TenantRow, Recorded, Base):
    """An approved decision: what a person did in an activity counts, under one policy, in a window that is closed.

    It is taken out of the window into which its date falls. With document and approver; a withdrawn decision counts
    for nothing and keeps its row.
    """

    __tablename__ = "makeups"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("activities", "activity_id"),
        Index(
            "uq_makeups_current",
            "tenant_id",
            "policy",
            "person_id",
            "activity_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    policy: Mapped[str]
    person_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    window_kind: Mapped[str]
    window_key: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    document: Mapped[str]
    approver: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)
