"""Freeze what a claim says: the figures of the rule and of all others of the policy, and the trace of the lines."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.claims.errors import ClaimState
from yanxiu_core.claims.models import Claim, ClaimVersion
from yanxiu_core.claims.terms import Terms
from yanxiu_core.engine import trace, trace_terms
from yanxiu_core.engine.briefs import NOW
from yanxiu_core.engine.lines import met
from yanxiu_core.engine.trace import TraceScope
from yanxiu_core.engine.trace_left_out import left_out
from yanxiu_core.engine.trace_settings import followed
from yanxiu_core.verdicts.rows import STORED
from yanxiu_core.work import Work

CONFIRMED, ADDITION, SUPERSEDED = "confirmed", "addition", "superseded"
"""Why a version was frozen."""
FIGURES = ("measured", "required", "capped", "eligibility")


def freeze(work: Work, claim: Claim, terms: Terms, reason: str) -> ClaimVersion:
    """Write the claim's next version from the verdicts as they are now, and make it the one in force.

    Raises ClaimState when the rule no longer concerns the person.
    """
    row = _main(work, claim, terms)
    if row is None:
        raise ClaimState(
            "此人在本时段已不属应审人员, 不能确认; 请与学校核对编制、职称和岗位",
            "The rule no longer concerns this person in the window; check post and title with the school",
        )
    version = ClaimVersion(
        tenant_id=work.tenant_id,
        claim_id=claim.id,
        number=claim.version + 1,
        reason=reason,
        frozen_by=work.actor.person_id,
        recorded_at=work.record(),
        unit_id=row.unit_id,
        measured=row.measured or 0,
        required=row.required,
        capped=row.capped,
        gross=row.registered + row.reviewed + row.certified,
        eligibility=row.eligibility,
        met=row.met,
        rule_version=row.rule_version,
        figures=_figures(work, claim),
        trace={"lines": row.lines, "left_out": row.left_out, "caps": row.caps},
        line_ids=[UUID(line["id"]) for line in row.lines],
    )
    work.session.add(version)
    claim.version = version.number
    work.session.flush()
    return version


def _main(work: Work, claim: Claim, terms: Terms) -> Any:
    """The verdict with its trace, in one statement."""
    # Only the rule that is certified: a trace is compiled for every rule that it might be of.
    policy = terms.policy.model_copy(update={"rules": (terms.rule,)})
    above = followed(work, (policy,), NOW, terms.bounds.key)
    scope = TraceScope((policy,), work.today, followed=lambda: above)
    verdict = STORED.alias()
    statement = select(
        verdict,
        met(verdict).label("met"),
        trace.lines(verdict, scope).label("lines"),
        left_out(verdict, scope).label("left_out"),
        trace_terms.caps(verdict, scope).label("caps"),
    ).where(*_of(verdict, claim), verdict.c.rule == claim.rule)
    return work.session.execute(statement).one_or_none()


def _figures(work: Work, claim: Claim) -> list[dict[str, Any]]:
    """The figures of every rule of the policy for the person, as texts, so that no quantity loses a digit."""
    verdict = STORED.alias()
    columns = [verdict.c.rule, *(verdict.c[name] for name in FIGURES), met(verdict).label("met")]
    rows = work.session.execute(select(*columns).where(*_of(verdict, claim)).order_by(verdict.c.rule))
    return [
        {
            "rule": row.rule,
            "measured": None if row.measured is None else str(row.measured),
            "required": str(row.required),
            "capped": str(row.capped),
            "eligibility": row.eligibility,
            "met": bool(row.met),
        }
        for row in rows
    ]


def _of(verdict: Any, claim: Claim) -> tuple[Any, ...]:
    return (
        verdict.c.tenant_id == claim.tenant_id,
        verdict.c.policy == claim.policy,
        verdict.c.window_id == claim.window_id,
        verdict.c.subject_id == claim.person_id,
    )
