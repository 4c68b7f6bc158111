"""Where a claim goes next: the small state machine that the policy's steps drive."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, case, func, literal

from yanxiu_core.claims.bodies import units_under
from yanxiu_core.claims.models import OPEN, READY
from yanxiu_core.claims.terms import Terms
from yanxiu_core.engine.scope import among
from yanxiu_core.policies.review import Step
from yanxiu_core.work import Work


def onward(work: Work, terms: Terms, step: Step, claim: Any) -> dict[str, ColumnElement[str]]:
    """`state` and `step` of a claim that has passed this one; `claim` is the table or an alias of it.

    A step that may be left out is for those above whom a unit of its kind stands; after the last a claim is ready.
    """
    start = func.coalesce(claim.group_unit_id, claim.review_unit_id)
    whens = [
        (among(start, units_under(work, item.at)) if item.optional else literal(True), item.id)
        for item in terms.version.after(step)
    ]
    following: ColumnElement[str] = (
        case(*((condition, literal(name, Text())) for condition, name in whens), else_=literal("", Text()))
        if whens
        else literal("", Text())
    )
    return {
        "step": following,
        "state": case((following == "", literal(READY, Text())), else_=literal(OPEN, Text())),
    }


def waiting_at(work: Work, terms: Terms, step: Step, claim: FromClause) -> list[ColumnElement[bool]]:
    """The claim (an alias of `CLAIMS`) is of this policy and window, and waits at the step."""
    return [
        claim.c.tenant_id == work.tenant_id,
        claim.c.policy == terms.policy.id,
        claim.c.window_id == terms.window_id,
        claim.c.state == OPEN,
        claim.c.step == step.id,
    ]
