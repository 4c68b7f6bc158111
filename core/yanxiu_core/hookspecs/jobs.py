"""Hooks for authors of jobs and schedules."""

from collections.abc import Sequence

from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.schedules.declarations import Schedule


@hookspec
def yanxiu_jobs() -> Sequence[JobKind]:  # type: ignore[empty-body] # a specification
    """Name the kinds of jobs that you do.

    Called once, at start. A kind's name begins with the plugin's. `yanxiu_core.jobs.service.start` leaves a job of the
    kind with the transaction that causes it. Its handler is called in a worker of its queue with the unit of work, the
    job (its `input` is what was given) and a function that tells progress; what it writes and what it returns are
    committed together, once. A refusal (`DomainError`) ends the job with its message, any other error is tried again,
    five times in all. Where the plugin is off, the job ends with `PLUGIN_DISABLED`.

    Return: the kinds. An empty answer means that the plugin brings none.

    Example::

        def summarise(work, job, progress):
            return {"lessons": work.session.scalar(text("SELECT count(*) FROM activities"))}

        @hookimpl
        def yanxiu_jobs() -> Sequence[JobKind]:
            return [JobKind("sample.summary", "plugins", summarise)]
    """


@hookspec
def yanxiu_schedules() -> Sequence[Schedule]:  # type: ignore[empty-body] # a specification
    """Name the times at which the clock starts your jobs.

    Called once, at start. A schedule names a job of `yanxiu_jobs` and a cron expression of five fields, in the zone of
    each county. `yanxiu scheduler` leaves one job for each due time and county where the plugin is on, however many
    schedulers run; the job's input holds `due_at` and `since`, the due time before. Times that were missed are made up
    for by one run, or left out with `missed="skip"`. A plugin that is switched on begins with the next due time.

    Return: the schedules. An empty answer means that the plugin brings none.

    Example::

        @hookimpl
        def yanxiu_schedules() -> Sequence[Schedule]:
            return [Schedule("sample.nightly", "30 2 * * *", job="sample.summary")]
    """
