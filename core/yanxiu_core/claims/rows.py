"""Claims as they are read: with their window, what was frozen last, and what the rule measures now."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, any_, case, func, literal, or_, select

from yanxiu_core.calendars.models import Window
from yanxiu_core.claims.models import Claim, ClaimVersion
from yanxiu_core.engine.lines import met
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.verdicts.models import EXEMPT, Verdict
from yanxiu_core.verdicts.status import MET, MISSED

VERDICT = Verdict.__table__
AMOUNTS = ("measured", "required", "capped", "eligibility")

# A line that was taken back and posted anew is another one, though it be worth the same: it was not seen by anybody.
_taken_back = (
    select(LedgerLine.id)
    .where(
        LedgerLine.tenant_id == ClaimVersion.tenant_id,
        LedgerLine.person_id == Claim.person_id,
        LedgerLine.reverses_id.is_not(None),
        LedgerLine.recorded_at > ClaimVersion.recorded_at,
        LedgerLine.reverses_id == any_(ClaimVersion.line_ids),
    )
    .correlate(Claim.__table__, ClaimVersion.__table__)
    .exists()
)
changed = and_(
    ClaimVersion.id.is_not(None),
    or_(
        VERDICT.c.id.is_(None),
        *(getattr(ClaimVersion, name).is_distinct_from(VERDICT.c[name]) for name in AMOUNTS),
        ClaimVersion.gross.is_distinct_from(VERDICT.c.registered + VERDICT.c.reviewed + VERDICT.c.certified),
        _taken_back,
    ),
)
"""What the rule measures now is not what was frozen, or not by the lines that were."""


def _frozen_or_present(name: str) -> ColumnElement[Any]:
    return func.coalesce(getattr(ClaimVersion, name), VERDICT.c[name])


_met = case((ClaimVersion.id.is_not(None), ClaimVersion.met), else_=func.coalesce(met(VERDICT), False))

CLAIMS: FromClause = (
    select(
        *Claim.__table__.c,
        Window.kind.label("window_kind"),
        Window.key.label("window_key"),
        Window.starts_on,
        Window.ends_on,
        ClaimVersion.id.label("version_id"),
        ClaimVersion.recorded_at.label("frozen_at"),
        ClaimVersion.trace,
        ClaimVersion.figures,
        ClaimVersion.line_ids,
        *(_frozen_or_present(name).label(name) for name in AMOUNTS),
        case(
            (_frozen_or_present("eligibility") == EXEMPT, literal(EXEMPT)),
            (_met, literal(MET)),
            else_=literal(MISSED),
        ).label("status"),
        VERDICT.c.measured.label("measured_now"),
        VERDICT.c.required.label("required_now"),
        changed.label("changed"),
    )
    .join(Window, and_(Window.tenant_id == Claim.tenant_id, Window.id == Claim.window_id))
    .outerjoin(
        ClaimVersion,
        and_(
            ClaimVersion.tenant_id == Claim.tenant_id,
            ClaimVersion.claim_id == Claim.id,
            ClaimVersion.number == Claim.version,
        ),
    )
    .outerjoin(
        VERDICT,
        and_(
            VERDICT.c.tenant_id == Claim.tenant_id,
            VERDICT.c.rule == Claim.rule,
            VERDICT.c.window_id == Claim.window_id,
            VERDICT.c.subject_id == Claim.person_id,
        ),
    )
    .subquery("claim_rows")
)
"""The noun's table. Before a confirmation the figures are those of the present verdict, after it those that were frozen."""
