"""Which windows the county has certified: what a changed policy must leave alone."""

from sqlalchemy import select

from yanxiu_core.calendars.models import Window
from yanxiu_core.ledger.difference import Span
from yanxiu_core.seals.models import Seal
from yanxiu_core.work import Work


def sealed_spans(work: Work) -> tuple[Span, ...]:
    """The sealed windows, by policy. A fact that is corrected in one still changes its lines, and the result shows it."""
    rows = work.session.execute(
        select(Seal.policy, Window.starts_on, Window.ends_on)
        .join(Window, (Window.tenant_id == Seal.tenant_id) & (Window.id == Seal.window_id))
        .where(Seal.tenant_id == work.tenant_id)
        .distinct()
        .order_by(Seal.policy, Window.starts_on)
    )
    return tuple((row.policy, row.starts_on, row.ends_on) for row in rows)
