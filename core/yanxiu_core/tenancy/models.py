"""Tables of tenants and their clocks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from yanxiu_core.database.base import Base, created


class Tenant(Base):
    """A county on the instance. The operator's table: the service sees its own tenant's row alone."""

    __tablename__ = "tenants"
    __table_args__ = ({"info": {"scope": "reference"}},)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai", doc="IANA name; all dates are in this zone")
    created_at: Mapped[datetime] = created()


class TenantHead(Base):
    """The tenant's head row: whoever changes what a verdict rests on locks it and takes the next `recorded_at`.

    So two such transactions never share a moment, and `knownAt` has one answer for ever. `revision` names the state of the
    tenant's configuration (see database/revisions.py).
    """

    __tablename__ = "tenant_heads"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.tenant_id"), primary_key=True)
    recorded_at: Mapped[datetime]
    revision: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
