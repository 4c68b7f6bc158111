"""Tell of events: each reaction to one is a job of its own, left in the outbox with the change.

So it is delivered after the commit and never without it, its effect happens once, and a plugin that fails is retried
and at last parked by itself, while others have long been told.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.events.declarations import REACTIONS
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.models import FAILED, QUEUED, SUCCEEDED, Job
from yanxiu_core.outbox import service as outbox
from yanxiu_core.switches.state import is_on
from yanxiu_core.work import Work

KIND, QUEUE = "reaction", "plugins"
MOST = 1_000
"""Ids of one event; a larger change is several events."""
KEPT = timedelta(days=30)
"""How long the job of a reaction that was done is kept."""


def tell(work: Work, event: str, ids: Collection[UUID], **details: Any) -> None:
    """Tell every plugin that reacts to this and is on. `details` are plain JSON values.

    Costs nothing where no plugin reacts. No ids: it happened to all; a caller to whom nothing happened does not tell.
    """
    listening = [
        each
        for each in work.registry.of(REACTIONS).values()
        if each.thing.event == event and is_on(work, each.plugin)
    ]
    if not listening:
        return
    ordered = [str(each) for each in ids]
    for first in range(0, max(len(ordered), 1), MOST):
        for each in listening:
            given = {
                "plugin": each.plugin,
                "reaction": each.thing.name,
                "event": event,
                "ids": ordered[first : first + MOST],
                "details": details,
            }
            jobs.leave(work, KIND, QUEUE, given, actor_of(each.plugin))


def actor_of(plugin: str) -> Actor:
    """In whose name a plugin's reactions and schedules act: as far as the operator, under the plugin's name."""
    return Actor(kind="operator", id=None, name=f"plugin {plugin}", role="operator")


def parked(work: Work) -> dict[str, int]:
    """How many reactions of each installed plugin were given up here and wait to be tried again."""
    if not work.registry.of(REACTIONS):
        return {}
    plugin = Job.input["plugin"].astext
    rows = work.session.execute(
        select(plugin, func.count())
        .where(Job.tenant_id == work.tenant_id, Job.kind == KIND, Job.state == FAILED)
        .group_by(plugin)
    )
    return {row[0]: row[1] for row in rows}


def forget(work: Work) -> int:
    """Remove the jobs of reactions that were done long ago; their effects are audited. Returns how many."""
    gone = delete(Job).where(
        Job.tenant_id == work.tenant_id,
        Job.kind == KIND,
        Job.state == SUCCEEDED,
        Job.finished_at < func.clock_timestamp() - KEPT,
    )
    return int(work.session.execute(gone).rowcount)  # type: ignore[attr-defined] # a cursor result


def retry(work: Work, plugin: str) -> int:
    """Try a plugin's parked reactions again, each once more from the beginning; returns how many. Raises Forbidden."""
    work.require(Permission.PLUGINS_WRITE)
    again = (
        update(Job)
        .where(
            Job.tenant_id == work.tenant_id,
            Job.kind == KIND,
            Job.state == FAILED,
            Job.input["plugin"].astext == plugin,
        )
        .values(state=QUEUED, error_zh=None, error_en=None, finished_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(work.session.scalars(again))
    for job_id in ids:
        outbox.enqueue(work, QUEUE, job_id)
    if ids:
        audit.record(work, "plugin.retry", counts={"jobs": len(ids)}, rows=ids, detail={"plugin": plugin})
    return len(ids)
