"""Lines name the unit at the time: whoever turns out to have been at home elsewhere takes the lines since then along."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.scope import among
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import LEDGER_POSTED
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.ledger.reversals import COLUMNS
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.work import Work


def rehome(work: Work, people: Sequence[UUID]) -> int:
    """Reverse the lines of these people that name another unit than their home on the line's day, and write them anew
    with it; all else about a line stays. Returns how many. The verdicts are the caller's to derive.
    """
    lines = union_all(_lines(work, people, sign=1), _lines(work, people, sign=-1)).cte("lines")
    written = insert(LedgerLine).from_select(
        list(COLUMNS), select(*(lines.c[name] for name in COLUMNS)), include_defaults=False
    )
    whose = select(lines.c.person_id).where(lines.c.reverses_id.is_(None)).add_cte(written.cte("written"))
    found = work.session.scalars(whose).all()
    if found:
        events.tell(work, LEDGER_POSTED, sorted(set(found)))
    return len(found)


def _lines(work: Work, people: Sequence[UUID], *, sign: int) -> Select[Any]:
    """The lines as they are to be (1), or what takes them back (-1)."""
    line = aliased(LedgerLine)
    home = home_unit_on(work.tenant_id, line.person_id, line.on_date)
    changed = {
        "id": func.uuidv7(),
        "amount": cast(line.amount * sign, QUANTITY),
        "recorded_at": literal(work.record()),
        "unit_id": home if sign > 0 else line.unit_id,
        "reverses_id": line.id if sign < 0 else cast(null(), LedgerLine.reverses_id.type),
    }
    return select(*(changed.get(name, getattr(line, name)).label(name) for name in COLUMNS)).where(
        line.tenant_id == work.tenant_id,
        among(line.person_id, people),
        standing(line),
        line.unit_id.is_distinct_from(home),
    )
