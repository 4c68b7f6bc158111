"""What every table has in common, and the key shapes that keep tenants apart."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from uuid_utils.compat import uuid7

QUANTITY = Numeric(12, 2)
"""Hours, counts, characters, yuan: exact, two places."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All models of the platform. `Table.info["scope"]` says how a table relates to tenants.

    `tenant` (the default): rows of one tenant, under row-level security. `reference`: the operator's, the same for
    all. `local`: queues of ids that are read across tenants by one narrow role.
    """

    metadata = MetaData(naming_convention=NAMING)
    if TYPE_CHECKING:
        __table__: ClassVar[Table]
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: Integer,
        UUID: Uuid,
        Decimal: QUANTITY,
        date: Date,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
    }


class TenantRow:
    """A row of one tenant: the key is `(tenant_id, id)`, distributed and isolated by its first part.

    Ids are made here and not by the database, so that batches insert in one statement.
    """

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


class Recorded:
    """A row that is never changed: a correction is a new row, which closes the old one's transaction time.

    `recorded_at` is the tenant's strictly increasing clock (see tenancy); `superseded_at` is the `recorded_at` of the
    row that took its place. What was known at K: `recorded_at <= K` and not superseded until K.
    """

    recorded_at: Mapped[datetime] = mapped_column(sort_order=90)
    superseded_at: Mapped[datetime | None] = mapped_column(sort_order=91)


def tenant_key(table: str, *columns: str) -> ForeignKeyConstraint:
    """A composite foreign key within the tenant; a single-column one would accept another tenant's row."""
    column = columns[0]
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def created() -> MappedColumn[datetime]:
    """The wall-clock moment of the insert; for display, never for judging (that is `recorded_at`)."""
    return mapped_column(server_default=func.clock_timestamp())


BIGINT = BigInteger()
