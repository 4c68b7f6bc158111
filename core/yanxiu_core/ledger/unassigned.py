"""Lines whose day lies in no window of their policy (待归属): they count nowhere until the county decides."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from yanxiu_core.calendars.models import CalendarPeriod
from yanxiu_core.engine.lines import standing
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.policies.model import CALENDAR_WINDOWS, Policy


def unassigned(line: Any, policies: Iterable[Policy]) -> ColumnElement[bool]:
    """The line stands, is converted by one of these policies, and neither its day nor a decision puts it into a window.

    Only for policies whose windows are published: a calendar or school year has no gaps.
    """
    found = [
        and_(line.policy == policy.id, ~_inside(line, policy, kinds))
        for policy in policies
        if (kinds := published_kinds(policy))
    ]
    if not found:
        return false()
    return and_(or_(*found), standing(line), ~_decided(line))


def published_kinds(policy: Policy) -> tuple[str, ...]:
    """The kinds of window in which the policy judges converted lines, if all of them are published by the county."""
    kinds = {
        kind
        for rule in policy.judged
        if rule.source == "converted"
        for version in rule.versions
        for kind in (version.window.value, *version.window.allowed)
    }
    return () if kinds & set(CALENDAR_WINDOWS) else tuple(sorted(kinds))


def _inside(line: Any, policy: Policy, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    named = [
        line.on_date.between(dates.starts_on, dates.ends_on)
        for window in policy.windows
        if window.kind in kinds
        for dates in window.dates
    ]
    published = select(CalendarPeriod.id).where(
        CalendarPeriod.tenant_id == line.tenant_id,
        CalendarPeriod.kind.in_(kinds),
        CalendarPeriod.superseded_at.is_(None),
        line.on_date.between(CalendarPeriod.starts_on, CalendarPeriod.ends_on),
    )
    return or_(published.exists(), *named)


def _decided(line: Any) -> ColumnElement[bool]:
    return (
        select(Makeup.id)
        .where(
            Makeup.tenant_id == line.tenant_id,
            Makeup.policy == line.policy,
            Makeup.person_id == line.person_id,
            Makeup.activity_id == line.activity_id,
            Makeup.superseded_at.is_(None),
            Makeup.withdrawn.is_(False),
        )
        .exists()
    )
