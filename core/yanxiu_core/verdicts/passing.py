"""A day passes: what was entered in advance holds from now on, and windows close."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from yanxiu_core.audit import service as audit
from yanxiu_core.calendars.models import Window
from yanxiu_core.engine import judge
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import WINDOW_CLOSED
from yanxiu_core.jobs.handlers import JobKind, Progress
from yanxiu_core.jobs.models import SUCCEEDED, Job
from yanxiu_core.schedules.declarations import Schedule
from yanxiu_core.work import Work

KIND, QUEUE = "day", "judging"
SCHEDULE = Schedule(name="core.day", cron="10 0 * * *", job=KIND)

# While a window runs, the facts of today stand in for those of the day that decides.
_PEOPLE = text(
    """
    SELECT person_id FROM person_facts
    WHERE tenant_id = :tenant AND superseded_at IS NULL AND valid_from > :since AND valid_from <= :today
    UNION
    SELECT person_id FROM person_units
    WHERE tenant_id = :tenant AND superseded_at IS NULL
      AND ((valid_from > :since AND valid_from <= :today) OR (valid_to >= :since AND valid_to < :today))
    UNION
    SELECT id FROM people
    WHERE tenant_id = :tenant
      AND extract(year FROM age(:today, birth_date)) <> extract(year FROM age(:since, birth_date))
    """
)
_TREE = text(
    """
    SELECT EXISTS (
        SELECT FROM org_edges WHERE tenant_id = :tenant AND superseded_at IS NULL
          AND ((valid_from > :since AND valid_from <= :today) OR (valid_to >= :since AND valid_to < :today))
    ) OR EXISTS (
        SELECT FROM org_unit_facts WHERE tenant_id = :tenant AND superseded_at IS NULL AND valid_from > :since
          AND valid_from <= :today)
    """
)


def handle(work: Work, job: Job, progress: Progress) -> Mapping[str, Any]:
    """Judge those anew whose facts begin or end since the last day that was seen to, and tell of closed windows."""
    progress(0, None, "judging")
    events.forget(work)
    since = _seen_to(work, job)
    if since >= work.today:
        return {"people": 0, "windows": 0}
    work.record()
    between = {"tenant": work.tenant_id, "since": since, "today": work.today}
    people = list(work.session.scalars(_PEOPLE, between))
    whole = bool(work.session.scalar(_TREE, between))
    if whole:
        judge.county(work)
    else:
        judge.after_facts(work, people)
    closed = _closed(work, since)
    if closed:
        events.tell(work, WINDOW_CLOSED, closed)
    counts = {"people": len(people), "windows": len(closed)}
    if people or whole:
        audit.record(work, "verdicts.day", counts=counts, rows=people, detail={"since": since.isoformat()})
    return {**counts, "county": whole}


def _seen_to(work: Work, job: Job) -> date:
    """The last day that was seen to: a run that was given up is made good by the next."""
    done = work.session.scalar(
        select(Job.input["due_at"].astext)
        .where(Job.tenant_id == work.tenant_id, Job.kind == KIND, Job.state == SUCCEEDED)
        .order_by(Job.id.desc())
        .limit(1)
    )
    return datetime.fromisoformat(done or job.input["since"]).astimezone(work.zone).date()


def _closed(work: Work, since: date) -> list[UUID]:
    """The windows whose last day has passed since then."""
    last = work.today - timedelta(days=1)
    found = select(Window.id).where(Window.tenant_id == work.tenant_id, Window.ends_on.between(since, last))
    return list(work.session.scalars(found))


DAY = JobKind(KIND, QUEUE, handle)
