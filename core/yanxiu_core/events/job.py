"""Deliver an event to one plugin, in the job's transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yanxiu_core.events.audience import concerned
from yanxiu_core.events.declarations import REACTIONS, Event
from yanxiu_core.events.kinds import EVENTS
from yanxiu_core.events.service import KIND, QUEUE
from yanxiu_core.jobs.errors import JobUnknown
from yanxiu_core.jobs.handlers import JobKind, Progress
from yanxiu_core.jobs.models import Job
from yanxiu_core.plugins.calling import call
from yanxiu_core.switches.state import where_on
from yanxiu_core.work import Work

SECONDS = 60.0
"""How long a reaction may take: all plugins' wait in one queue. What takes longer starts a job."""


def handle(work: Work, job: Job, _progress: Progress) -> Mapping[str, Any]:
    """Call the reaction, unless its plugin is off by now; a plugin of schools hears of what its own units did.

    Raises JobUnknown where the plugin is gone, PluginFailed, PluginStalled, and whatever refusal the reaction raises.
    """
    found = work.registry.of(REACTIONS).get(job.input["reaction"])
    if found is None:
        raise JobUnknown(
            f"插件 {job.input['plugin']} 已没有反应 {job.input['reaction']}; 重新安装该插件后可以再试",
            f"Plugin {job.input['plugin']} has no reaction {job.input['reaction']} any more; install it and try again",
        )
    where = where_on(work, found.plugin)
    told = tuple(UUID(each) for each in job.input["ids"])
    ids = concerned(work, EVENTS[found.thing.event].subject, told, where)
    if where.nowhere or (told and not ids):
        return {"delivered": False}
    event = Event(found.thing.event, ids, job.input["details"], job.created_at)
    call(work, found.plugin, found.thing.name, lambda own: found.thing.handle(own, event), seconds=SECONDS)
    return {"delivered": True, "ids": len(ids)}


REACTION = JobKind(KIND, QUEUE, handle)
