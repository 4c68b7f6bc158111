"""A loop that outlives its servers: wait longer each time one is away, and say so once a minute."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

_LONGEST_WAIT = 5.0  # seconds between two tries while a server is away
_LOG_INTERVAL = 60.0  # seconds between two lines about the same outage
_STOP_INTERVAL = 0.2  # seconds after which a request to stop is noticed


@dataclass(slots=True)
class Outage:
    """Whether a server is away, for the process that `name`s itself."""

    name: str
    failures: int = 0
    logged_at: float = -math.inf

    def wait(self, error: Exception) -> float:
        """Note the failure; returns the seconds to wait."""
        self.failures += 1
        now = time.monotonic()
        if now - self.logged_at >= _LOG_INTERVAL:
            self.logged_at = now
            log.error("a server is away", process=self.name, failures=self.failures, error=str(error))
        return min(0.1 * 2.0 ** min(self.failures, 10), _LONGEST_WAIT)

    def end(self) -> None:
        """A round went through."""
        if self.failures:
            log.info("servers are back", process=self.name, failures=self.failures)
            self.failures, self.logged_at = 0, -math.inf


def pause(seconds: float, stop: Callable[[], bool]) -> None:
    """Sleep, but notice soon that the process is to stop."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not stop():
        time.sleep(min(left, _STOP_INTERVAL))
