"""The intervals that decide how soon lost work is found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Seconds throughout; rq's own intervals are whole seconds.

    A job whose worker and work-horse are killed is offered again after at most `heartbeat_ttl + sweep_interval`
    seconds (35 with these values), or after its retry wait (60 s at most, see `sweeper`), whichever is later.
    Values shorter than the truth cost an idle second delivery, never a second effect.
    """

    worker_ttl: int = 30  # an idle worker asks Valkey again after worker_ttl - 15
    job_monitoring_interval: int = 5  # how often a working worker gives a sign of life
    heartbeat_ttl: int = 30  # without a sign of life for so long a started job counts as lost
    job_timeout: int = 1800  # a county-wide judging takes minutes, never half an hour
    relay_interval: float = 0.25
    sweep_interval: float = 5.0
    stale_after: float = 5.0  # what was offered so long ago, and is with no worker, is offered again
