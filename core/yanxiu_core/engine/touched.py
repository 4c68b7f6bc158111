"""Which windows' verdicts rest on some lines: more than those in which the days of the lines lie."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.engine import bounds as windows
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.briefs import Rules, moved_policies
from yanxiu_core.engine.scope import among
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.work import Work


def touched(work: Work, kind: str, rules: Rules, people: Sequence[UUID], days: set[date]) -> list[Bounds]:
    """The windows of a kind whose verdicts lines of these people on these days can change.

    Besides the windows of the days: open ones into which a 补学 decision counts lines of these people, and later ones
    where a rule counts what ever was recorded.
    """
    found = dict.fromkeys(windows.covering(work, kind, days))
    ever = bool(days) and any(version.since == "ever" for _, rule in rules for version in rule.versions)
    decided = _decided(work, kind, rules, people)
    if ever or decided:
        for item in windows.all_open(work):
            if item.kind == kind and (item.key in decided or (ever and item.starts_on > min(days))):
                found.setdefault(item)
    return list(found)


def _decided(work: Work, kind: str, rules: Rules, people: Sequence[UUID]) -> frozenset[str]:
    """The keys of the windows into which decisions count lines of these people; few counties have any decision."""
    moved = moved_policies(work) & {policy.id for policy, _ in rules}
    if not moved or not people:
        return frozenset()
    keys = select(Makeup.window_key).where(
        Makeup.tenant_id == work.tenant_id,
        Makeup.policy.in_(moved),
        Makeup.window_kind == kind,
        Makeup.withdrawn.is_(False),
        Makeup.superseded_at.is_(None),
        among(Makeup.person_id, people),
    )
    return frozenset(work.session.scalars(keys.distinct()))
