"""How far a job has come: advisory, kept in Valkey for an hour, may be lost at any time."""

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_INTERVAL = 0.2  # seconds between two writes
_SILENCE = 5.0  # seconds without a try after a failed write: an unreachable Valkey must not slow the job
_TTL = 3600  # seconds


@dataclass(frozen=True, slots=True)
class JobProgress:
    """`done` of `total` (unknown when None) in `stage`, as reported at `at` (ISO 8601, UTC)."""

    done: int
    total: int | None
    stage: str
    at: str


class ProgressWriter:
    """The `Progress` that handlers get. Never fails the job; writes at most every 0.2 s."""

    def __init__(self, redis: Redis, job_id: UUID) -> None:
        """Report for this job."""
        self._redis = redis
        self._job_id = job_id
        self._quiet_until = 0.0

    def __call__(self, done: int, total: int | None, stage: str) -> None:
        """Tell that `done` of `total` are done in this stage."""
        now = time.monotonic()
        if now < self._quiet_until:
            return
        self._quiet_until = now + _INTERVAL
        report = JobProgress(done, total, stage, datetime.now(UTC).isoformat())
        try:
            self._redis.set(_key(self._job_id), json.dumps(asdict(report)), ex=_TTL)
        except RedisError as error:
            self._quiet_until = time.monotonic() + _SILENCE
            log.warning("progress not written", job_id=str(self._job_id), error=str(error))


def read_progress(redis: Redis, job_id: UUID) -> JobProgress | None:
    """The last report; None when there is none, or Valkey cannot be asked."""
    try:
        stored = cast("bytes | None", redis.get(_key(job_id)))
    except RedisError:
        return None
    return None if stored is None else JobProgress(**json.loads(stored))


def _key(job_id: UUID) -> str:
    return f"yanxiu:progress:{job_id}"
