"""The worker process: takes jobs from one queue and runs each in a forked work-horse."""

import signal
from typing import Any

from redis import ConnectionPool, Redis
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job

from yanxiu_workers.queues import open_queue
from yanxiu_workers.runtime import Runtime
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.tasks import running_with


class JobWorker(Worker):
    """rq's forking worker with our runtime and heartbeat. Construct it with `make_worker`."""

    max_connection_wait_time = 5.0  # an idle worker is back soon after Valkey is
    runtime: Runtime
    settings: WorkerSettings

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """In the work-horse: run the job with connections of its own (redis-py notices the fork by itself)."""
        self.runtime.app.engine.dispose(close=False)  # the parent's connections are the parent's
        try:
            with running_with(self.runtime):
                return super().perform_job(job, queue, execution)
        finally:
            self.runtime.app.dispose()

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - rq's signature
        """How long a job counts as alive after a sign of life; rq's own answer is a minute more."""
        return self.settings.heartbeat_ttl

    def setup_work_horse_signals(self) -> None:
        """Leave stopping to the worker, which waits for the work-horse on the first signal and kills it on the second.

        A service manager sends SIGTERM to both; the work-horse would die of it in the middle of its job.
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def make_worker(runtime: Runtime, queue: str, settings: WorkerSettings) -> JobWorker:
    """A worker for one queue: only then does rq move a job to its intermediate list in one step, losing none.

    Raises redis.ConnectionError when Valkey is away.
    """
    connection = _copy(runtime.redis)
    worker = JobWorker(
        [open_queue(connection, queue)],
        connection=connection,
        worker_ttl=settings.worker_ttl,
        job_monitoring_interval=settings.job_monitoring_interval,
        serializer="json",
        log_job_description=False,
    )
    worker.runtime, worker.settings = runtime, settings
    return worker


def run_worker(runtime: Runtime, queue: str, settings: WorkerSettings) -> None:
    """Work until SIGTERM or SIGINT: the job at hand is finished first; a second signal kills it, and it is redone.

    Ends with redis.ConnectionError when Valkey goes away while a job runs (the job itself still commits): the
    service manager starts the worker anew.
    """
    make_worker(runtime, queue, settings).work(logging_level=None)


def _copy(redis: Redis) -> Redis:
    """A client of its own for rq, which raises the socket timeout of the one it gets; progress keeps the short one."""
    pool: Any = redis.connection_pool
    return Redis(
        connection_pool=ConnectionPool(connection_class=pool.connection_class, **pool.connection_kwargs)
    )
