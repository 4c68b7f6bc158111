"""The table of obligations."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key

EXEMPT, PRO_RATA, SET = "exempt", "pro_rata", "set"
"""免考核, 按比例, 另定."""


class Obligation(TenantRow, Recorded, Base):
    """What one person owes a rule in one window, where it differs from the rule: with document and approver.

    `amount` is the share (0-1) of the threshold for `pro_rata`, the threshold itself for `set`, empty for `exempt`.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        tenant_key("people", "person_id"),
        Index(
            "uq_obligations_current",
            "tenant_id",
            "person_id",
            "rule",
            "window_key",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("kind IN ('exempt', 'pro_rata', 'set')", name="kind"),
        CheckConstraint("(kind = 'exempt') = (amount IS NULL)", name="amount"),
    )

    person_id: Mapped[UUID]
    rule: Mapped[str]
    window_key: Mapped[str]
    kind: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(15, 6), doc="six places: a share such as 7/12")
    reason: Mapped[str]
    document: Mapped[str]
    approver: Mapped[str]
