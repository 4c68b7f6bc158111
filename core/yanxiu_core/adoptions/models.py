"""The table of adoptions."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key
from yanxiu_core.database.revisions import Configures


class Adoption(Configures, TenantRow, Recorded, Base):
    """A policy adopted for a unit and everything below it, from a date on, with parameters within their bounds.

    `parameters` maps a parameter's name to its value here; what is not named keeps the policy's dated figure.
    Where it `follows`, what is not named is as the adoption in force nearest above has it: figures, edition, population.
    `source` is the document that adopts, amends or ends it. `valid_to` is the last day on which it holds; empty while it does.
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
    edition: Mapped[int] = mapped_column(
        default=1,
        doc="the policy's edition in force here; of an override that which was in force above on its first day",
    )
    population: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSONB, doc="tests of facts that people must pass as well, as in a rule's population"
    )
    follows: Mapped[bool] = mapped_column(
        default=False, doc="an override: of the adoption above it holds all but what it names"
    )
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    documents: Mapped[dict[str, str] | None] = mapped_column(
        JSONB,
        doc="of parameters that another document set than `source`: the parameter's name and that document",
    )

    def document_of(self, name: str) -> str:
        """The document by which a parameter has its value here."""
        return (self.documents or {}).get(name, self.source)
