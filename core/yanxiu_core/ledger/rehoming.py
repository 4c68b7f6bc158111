"""Lines name the unit at the time: whoever turns out to have been at home elsewhere takes the lines since then along."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.scope import among
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.ledger.reversals import COLUMNS
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.work import Work


def rehome(work: Work, people: Sequence[UUID], since: date) -> int:
    """Reverse the lines of these people from a day on that name another unit than their home on that day, and write
    them anew with it; all else about a line stays. Returns how many. The verdicts are the caller's to derive.
    """
    moved = (
        _lines(work, people, since, amount=1),
        _lines(work, people, since, amount=-1),
    )
    lines = union_all(*moved).cte("lines")
    written = insert(LedgerLine).from_select(
        list(COLUMNS), select(*(lines.c[name] for name in COLUMNS)), include_defaults=False
    )
    count = select(func.count()).select_from(lines).where(lines.c.reverses_id.is_(None))
    return work.session.execute(count.add_cte(written.cte("written"))).scalar_one()


def _lines(work: Work, people: Sequence[UUID], since: date, *, amount: int) -> Select[Any]:
    """The lines as they are to be (1), or what takes them back (-1)."""
    line = aliased(LedgerLine)
    home = home_unit_on(work.tenant_id, line.person_id, line.on_date)
    changed = {
        "id": func.uuidv7(),
        "amount": cast(line.amount * amount, QUANTITY),
        "recorded_at": literal(work.record()),
        "unit_id": home if amount > 0 else line.unit_id,
        "reverses_id": line.id if amount < 0 else cast(null(), LedgerLine.reverses_id.type),
    }
    return select(*(changed.get(name, getattr(line, name)).label(name) for name in COLUMNS)).where(
        line.tenant_id == work.tenant_id,
        among(line.person_id, people),
        line.on_date >= since,
        standing(line),
        line.unit_id.is_distinct_from(home),
    )
