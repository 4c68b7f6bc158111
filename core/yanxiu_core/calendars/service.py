"""Publish periods: school years, semesters, holidays and the fixed windows of policies."""

from datetime import date

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.calendars.errors import PeriodInvalid
from yanxiu_core.calendars.models import CalendarPeriod, Window
from yanxiu_core.calendars.workdays import HOLIDAY, WORKDAY
from yanxiu_core.database import superseding
from yanxiu_core.engine import judge
from yanxiu_core.engine.bounds import SCHOOL_YEAR, SEMESTER
from yanxiu_core.work import Work


def publish(work: Work, kind: str, key: str, title: str, starts_on: date, ends_on: date) -> CalendarPeriod:
    """Publish a period, both days included; one of the same kind and key is superseded, an identical one stays.

    Where verdicts rest on it (an open window, or a semester or holiday, of which teaching weeks are made) the county
    is judged anew in this transaction. Raises PeriodInvalid (field named), Forbidden.
    """
    work.require(Permission.POLICIES_WRITE)
    kind, key, title = kind.strip(), key.strip(), title.strip()
    _check(work, kind, key, title, starts_on, ends_on)
    recorded_at = work.record()
    present = superseding.present(work.session, CalendarPeriod, work.tenant_id, kind=kind, key=key)
    if present is not None and (present.title, present.starts_on, present.ends_on) == (
        title,
        starts_on,
        ends_on,
    ):
        return present
    superseding.close(work.session, present, recorded_at)
    period = CalendarPeriod(
        tenant_id=work.tenant_id,
        kind=kind,
        key=key,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=recorded_at,
    )
    work.session.add(period)
    work.session.flush()
    audit.record(
        work,
        "calendar.publish",
        counts={"periods": 1},
        rows=[(period.id, kind, key, title, starts_on, ends_on)],
        detail={"kind": kind, "key": key},
    )
    if kind in (SEMESTER, HOLIDAY) or _is_open(work, kind, key):
        judge.county(work)
    return period


def _is_open(work: Work, kind: str, key: str) -> bool:
    window = select(Window.id).where(
        Window.tenant_id == work.tenant_id, Window.kind == kind, Window.key == key
    )
    return work.session.scalar(window) is not None


def _check(work: Work, kind: str, key: str, title: str, starts_on: date, ends_on: date) -> None:
    kinds = _kinds(work)
    if kind not in kinds:
        raise PeriodInvalid(
            f"没有“{kind}”这种时段; 可用: {'、'.join(kinds)}",
            f"There is no kind of period {kind!r}; there are: {', '.join(kinds)}",
            field="kind",
        )
    for field, value in (("key", key), ("title", title)):
        if not value:
            raise PeriodInvalid("请给出时段的代号和名称", "Give the period's key and its title", field=field)
    if ends_on < starts_on:
        raise PeriodInvalid(
            f"结束日期 {ends_on} 早于开始日期 {starts_on}",
            f"The end {ends_on} is before the start {starts_on}",
            field="endsOn",
        )


def _kinds(work: Work) -> list[str]:
    """School years, semesters, holidays, own working days, and the windows of the installed policies."""
    windows = [
        version.window
        for policy in work.registry.policies.values()
        for rule in policy.rules
        for version in rule.versions
    ]
    of_policies = {name for window in windows for name in (window.value, *window.allowed)}
    return sorted({SCHOOL_YEAR, SEMESTER, HOLIDAY, WORKDAY} | of_policies)
