"""Supersede recorded rows one at a time, as services do; imports do the same for whole sets in SQL."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yanxiu_core.database.base import Recorded

Row = TypeVar("Row", bound=Recorded)


def present(session: Session, model: type[Row], tenant_id: UUID, **key: object) -> Row | None:
    """The row under this natural key that nothing has superseded."""
    return session.scalars(
        select(model).filter_by(tenant_id=tenant_id, superseded_at=None, **key)
    ).one_or_none()


def close(session: Session, row: Recorded | None, recorded_at: datetime) -> None:
    """End the transaction time of a row, if there is one, before the row that takes its place is added."""
    if row is not None:
        row.superseded_at = recorded_at
        session.flush()
