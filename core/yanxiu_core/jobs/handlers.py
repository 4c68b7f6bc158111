"""What a job's handler is, and the queues that jobs go to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from yanxiu_core.jobs.models import Job
from yanxiu_core.work import Work

QUEUES = ("imports", "exports", "judging", "plugins")
"""The queues, each with workers of its own, so that no kind of work holds up another."""


class Progress(Protocol):
    """Tells how far a job has come; advisory, may be lost."""

    def __call__(self, done: int, total: int | None, stage: str) -> None:
        """`done` of `total` (unknown when None) in this stage."""
        ...


def silent(done: int, total: int | None, stage: str) -> None:
    """Progress that nobody watches."""


JobHandler = Callable[[Work, Job, Progress], Mapping[str, Any]]
"""Does the work inside the job's transaction and returns its result (JSON). A DomainError fails the job for good."""


def none(_result: Mapping[str, Any]) -> tuple[str, ...]:
    """No table has grown."""
    return ()


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its queue and its handler.

    A plugin's job goes to the queue `plugins` unless it has a reason. `grown` names, by the job's result, the tables that have changed so much that the planner must be told.
    """

    name: str
    queue: str
    handle: JobHandler
    grown: Callable[[Mapping[str, Any]], tuple[str, ...]] = none
