"""Which rules are judged in a window, under which adoptions, and with which version: the compiler's input."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.calendars.weeks import teaching_weeks
from yanxiu_core.engine import compiler, tree
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.scope import Scope
from yanxiu_core.engine.terms import Adopted, adopted_policies, adoptions, terms_of, window_kinds
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import in_force
from yanxiu_core.policies.rule import Rule, under
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Clocks:
    """As of which day, as known at which moment; both empty for now."""

    as_of: date | None = None
    known_at: datetime | None = None


NOW = Clocks()
FEW = 100
"""So many units are named in a statement that concerns all others."""
Rules = list[tuple[Policy, Rule]]


def briefs_of(
    work: Work,
    rules: Rules,
    item: Bounds,
    clocks: Clocks,
    *,
    some: bool = False,
) -> list[Brief]:
    """The rules as they are judged in a window; a rule that no adoption judges there has none, and one whose adoptions
    are of different editions, or have chosen different readings, may have several.

    Threshold, caps and population are of the version valid on the window's last day.
    """
    made: list[Brief] = []
    weeks = teaching_weeks(work, item.starts_on, item.ends_on)
    adopted = {
        policy_id: adoptions(work, policy_id, item.ends_on, clocks.known_at, clocks.as_of)
        for policy_id in dict.fromkeys(policy.id for policy, _ in rules)
    }
    moved = moved_policies(work)
    for policy, rule in rules:
        here = adopted[policy.id]
        holding = {a.id: in_force(under(rule.versions, a.parameters), item.ends_on, a.edition) for a in here}
        for version in dict.fromkeys(filter(None, holding.values())):
            terms = tuple(terms_of(version, here, item.kind, [a for a in here if holding[a.id] == version]))
            if not any(term.applies for term in terms):
                continue
            scope = _scope(work, item, version.population.at, clocks, weeks, policy.id in moved, some)
            if some and clocks == NOW:
                scope = replace(scope, outside=_outside(work, here, scope.facts_on))
            inner = None
            if version.verdicts_of is not None:
                named = policy.rule(version.verdicts_of)
                inside = briefs_of(work, [(policy, named)] if named else [], item, clocks, some=some)
                if not inside:
                    continue
                inner = compiler.verdicts(inside).subquery()
            made.append(Brief(policy, rule, version, terms, scope, inner))
    return made


def _scope(
    work: Work,
    item: Bounds,
    at: str,
    clocks: Clocks,
    weeks: tuple[date, ...],
    makeups: bool,
    some: bool,
) -> Scope:
    eligibility = item.ends_on if at == "end" else item.starts_on
    today = clocks.as_of or work.today
    return Scope(
        tenant_id=work.tenant_id,
        bounds=item,
        facts_on=min(eligibility, today),
        eligible_on=eligibility,
        seen_to=min(item.ends_on, today),
        some=some,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
        zone=work.zone.key,
        weeks=weeks,
        makeups=makeups,
    )


def _outside(work: Work, adopted: list[Adopted], on: date) -> frozenset[UUID] | None:
    """Where one adoption covers nearly every unit, as a county's does, the few that it does not; nobody's unit must be
    climbed from then. Who judges some people again and again looks this up once.
    """
    if len(adopted) > 1:
        return None
    left = tree.outside(work, adopted[0].unit_id, on)
    return left if len(left) <= FEW else None


def moved_policies(work: Work) -> frozenset[str]:
    """Policies under which 补学 decisions were ever made here: all others need not look for them."""
    return work.kept("made up", lambda: _moved(work))


def _moved(work: Work) -> frozenset[str]:
    found = select(Makeup.policy).where(Makeup.tenant_id == work.tenant_id).distinct()
    return frozenset(work.session.scalars(found))


def rules_by_kind(work: Work) -> dict[str, Rules]:
    """The judged rules of adopted policies, by the kinds of window in which they are judged somewhere."""
    return work.kept("rules by kind", lambda: _by_kind(work))


def _by_kind(work: Work) -> dict[str, Rules]:
    found: dict[str, Rules] = {}
    for policy in adopted_policies(work):
        for rule in policy.judged:
            for kind in window_kinds(work, policy, rule):
                found.setdefault(kind, []).append((policy, rule))
    return found
