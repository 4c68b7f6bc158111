"""Jobs of plugins, and the schedules on which they are started; see hooks `yanxiu_jobs` and `yanxiu_schedules`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yanxiu_core.jobs.handlers import QUEUES, JobHandler, JobKind, Progress
from yanxiu_core.jobs.models import Job
from yanxiu_core.plugins.calling import call
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Contributed, Part
from yanxiu_core.plugins.prefixes import require_prefix
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.policies.parts import Text
from yanxiu_core.work import Work


def _check(plugin: Plugin, kind: JobKind) -> None:
    require_prefix(plugin, kind.name)
    if kind.queue not in QUEUES:
        raise ValueError(f"job {kind.name}: no queue {kind.queue!r}; there are: {', '.join(QUEUES)}")


JOBS = Part(
    hook="yanxiu_jobs",
    kind=JobKind,
    title=Text(zh="任务", en="job"),
    names=lambda kind: [kind.name],
    check=_check,
)


def kinds_of(registry: Registry) -> dict[str, JobKind]:
    """The kinds of jobs that plugins bring, each called as a plugin: only where it is on, and by name if it fails."""
    return {name: replace(each.thing, handle=_called(each)) for name, each in registry.of(JOBS).items()}


def _called(each: Contributed[JobKind]) -> JobHandler:
    def handle(work: Work, job: Job, progress: Progress) -> Mapping[str, Any]:
        kind = each.thing
        return call(work, each.plugin, kind.name, lambda own: kind.handle(own, job, progress), seconds=None)

    return handle
