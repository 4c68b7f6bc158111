"""Start what is due in one county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from yanxiu_core.access.actor import OPERATOR, Actor
from yanxiu_core.events.service import actor_of
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.contributed import JOBS
from yanxiu_core.jobs.models import Job
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.schedules.declarations import SCHEDULES, Schedule
from yanxiu_core.schedules.models import ScheduleMark
from yanxiu_core.switches.state import is_on
from yanxiu_core.verdicts import passing
from yanxiu_core.work import Work

LATE = timedelta(hours=1)
"""A due time that passed longer ago was missed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule with the queue of its job and the plugin that brings it, none for core's own."""

    schedule: Schedule
    queue: str
    plugin: str | None = None

    @property
    def actor(self) -> Actor:
        """In whose name its job runs."""
        return OPERATOR if self.plugin is None else actor_of(self.plugin)


def planned(registry: Registry) -> tuple[Planned, ...]:
    """All schedules: core's and those of plugins, whose jobs are there (the loader sees to it)."""
    kinds = registry.of(JOBS)
    return (
        Planned(passing.SCHEDULE, passing.QUEUE),
        *(
            Planned(each.thing, kinds[each.thing.job].thing.queue, each.plugin)
            for each in registry.of(SCHEDULES).values()
        ),
    )


def start_due(work: Work, now: datetime) -> list[Job]:
    """Start the jobs whose time has come since the clock was last looked at here; returns them.

    A schedule that is new here begins from now on. While its plugin is off its times pass unseen to. Several clocks
    may run: each due time is seen to by one.
    """
    plans = planned(work.registry)
    due = {plan.schedule.name: plan.schedule.last_due(work.zone, now) for plan in plans}
    before = _advance(work, due)
    started = []
    for plan in plans:
        name = plan.schedule.name
        if name in before and _runs(work, plan, now - due[name]):
            since = {"since": before[name].astimezone(work.zone).isoformat(), "due_at": due[name].isoformat()}
            given = {**plan.schedule.input, **since}
            started.append(jobs.leave(work, plan.schedule.job, plan.queue, given, plan.actor))
    return started


def _advance(work: Work, due: Mapping[str, datetime]) -> dict[str, datetime]:
    """Move the marks to these times; returns where those stood that this transaction has moved."""
    # Rows are locked in the order of their names: two clocks never wait for each other crosswise.
    marks = work.session.scalars(
        select(ScheduleMark)
        .where(ScheduleMark.tenant_id == work.tenant_id, ScheduleMark.schedule.in_(due))
        .order_by(ScheduleMark.schedule)
        .with_for_update()
    ).all()
    before = {mark.schedule: mark.due_at for mark in marks}
    new = [
        {"tenant_id": work.tenant_id, "id": uuid7(), "schedule": name, "due_at": at}
        for name, at in sorted(due.items())
        if name not in before
    ]
    if new:
        work.session.execute(
            insert(ScheduleMark).on_conflict_do_nothing(index_elements=["tenant_id", "schedule"]), new
        )
    for mark in marks:
        mark.due_at = max(mark.due_at, due[mark.schedule])
    work.session.flush()
    return {name: at for name, at in before.items() if at < due[name]}


def _runs(work: Work, plan: Planned, late: timedelta) -> bool:
    if plan.plugin is not None and not is_on(work, plan.plugin):
        return False
    return plan.schedule.missed == "once" or late <= LATE
