"""What a schedule is; see hook `yanxiu_schedules`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from yanxiu_core.jobs.contributed import JOBS
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.prefixes import require_prefix
from yanxiu_core.policies.parts import Text

FIELDS = 5
"""Minute, hour, day, month, weekday; the parser would also take seconds."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that the clock starts in every county where its plugin is on.

    `cron` has five fields (minute, hour, day, month, weekday) in the county's zone. Times that passed while nobody
    looked after the clock are made up for `once`, by one run for the last of them, or left out (`skip`) if that was
    more than an hour ago. The job's input is `input` with `due_at` and `since`, the due time before.
    """

    name: str
    cron: str
    job: str
    input: Mapping[str, Any] = field(default_factory=dict)
    missed: Literal["once", "skip"] = "once"

    def last_due(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The last due time, this minute's included."""
        after = now.astimezone(zone).replace(second=0, microsecond=0) + timedelta(minutes=1)
        return next(CronSim(self.cron, after, reverse=True))


def _check(plugin: Plugin, schedule: Schedule) -> None:
    require_prefix(plugin, schedule.name)
    require_prefix(plugin, schedule.job)
    if len(schedule.cron.split()) != FIELDS:
        raise ValueError(f"schedule {schedule.name}: {schedule.cron!r} has not the five fields of cron")
    try:
        schedule.last_due(ZoneInfo("UTC"), datetime.now(ZoneInfo("UTC")))
    except (CronSimError, StopIteration) as error:
        raise ValueError(
            f"schedule {schedule.name}: {schedule.cron!r} is no cron expression: {error}"
        ) from error


SCHEDULES = Part(
    hook="yanxiu_schedules",
    kind=Schedule,
    title=Text(zh="定时任务", en="schedule"),
    names=lambda schedule: [schedule.name],
    check=_check,
    refers=lambda schedule: [(JOBS.hook, schedule.job)],
)
