"""The table of adoptions."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key


class Adoption(TenantRow, Recorded, Base):
    """A policy adopted for a unit and everything below it, from a date on, with parameters within their bounds.

    `parameters` maps a parameter's name to its value here; what is not named keeps the policy's dated figure.
    `source` is the document that adopts it.
    """

    __tablename__ = "adoptions"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index(
            "uq_adoptions_current",
            "tenant_id",
            "policy",
            "unit_id",
            "valid_from",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    policy: Mapped[str]
    unit_id: Mapped[UUID]
    parameters: Mapped[dict[str, Any]]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
