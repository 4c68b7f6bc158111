"""The table of external training."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow, tenant_key

KIND = "training.external"
"""The kind of its ledger lines."""

LEVELS = ("national", "province", "prefecture", "county", "school", "abroad")
"""国家, 省, 地(市), 县, 校, 境外: the levels of the statistics of teachers' training."""
FORMS = ("in_person", "placement", "remote", "mixed")
"""集中面授, 跟岗实践, 远程, 混合."""
ON_SITE = ("in_person", "placement")
"""Forms in which somebody is in one place alone."""

RETURNED, WITHDRAWN = "returned", "withdrawn"
STATES = (WITHDRAWN, RETURNED, "registered", "reviewed", "certified")
"""已撤销, 已退回, 已登记, 校审通过, 县认定, from the least to the most; the last three are the assurance of its lines."""
STANDING = STATES[2:]
"""States in which it counts."""


class ExternalTraining(TenantRow, Recorded, Base):
    """One version of a certificate; all versions share `series_id`, a correction or decision supersedes the one before.

    Known within the county by person and certificate number; a number that counts is one person's alone. `hours` are
    those on the certificate, before any policy's conversion. `reason` is why it was returned or withdrawn, `by` the
    holder of the credential that wrote this version.
    """

    __tablename__ = "external_trainings"
    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("files", "file_id"),
        Index(
            "uq_external_trainings_current",
            "tenant_id",
            "series_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(
            "uq_external_trainings_person",
            "tenant_id",
            "person_id",
            "certificate",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(
            "uq_external_trainings_certificate",
            "tenant_id",
            "certificate",
            unique=True,
            postgresql_where=text("superseded_at IS NULL AND state NOT IN ('withdrawn', 'returned')"),
        ),
        CheckConstraint("ends_on >= starts_on AND hours > 0", name="sensible"),
    )

    series_id: Mapped[UUID]
    person_id: Mapped[UUID]
    certificate: Mapped[str]
    project: Mapped[str]
    level: Mapped[str]
    organiser: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    form: Mapped[str]
    hours: Mapped[Decimal]
    file_id: Mapped[UUID | None]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
