"""Take lines back: each reversal is a copy of its line, negated, and names it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, func, literal, select
from sqlalchemy.orm import aliased

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.scope import among
from yanxiu_core.ledger.models import LedgerLine

COLUMNS = tuple(column.key for column in LedgerLine.__table__.c)
"""All columns of a line, in the order in which `reversals` selects them."""


def reversals(tenant_id: UUID, sources: Sequence[UUID], recorded_at: datetime) -> Select[Any]:
    """The rows that take back whatever still stands of these sources (participations, evidence, records)."""
    line = aliased(LedgerLine)
    changed = {
        "id": func.uuidv7(),
        "amount": cast(-line.amount, QUANTITY),
        "recorded_at": literal(recorded_at),
        "reverses_id": line.id,
    }
    return select(*(changed.get(name, getattr(line, name)).label(name) for name in COLUMNS)).where(
        line.tenant_id == tenant_id, among(line.source_id, sources), standing(line)
    )
