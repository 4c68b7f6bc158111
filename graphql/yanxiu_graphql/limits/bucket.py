"""A leaky bucket per tenant and client, kept in Valkey so that every process draws from the same one."""

import math
import time
from dataclasses import dataclass
from typing import Any

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from yanxiu_graphql.limits.errors import Throttled

_log = structlog.get_logger(__name__)

# Keys: the bucket. Arguments: maximum, points restored a second, points to take (negative: to give back).
# The server's own clock is used, for those of the API's machines may differ. A bucket that would be full again is
# the same as none, so the key may go then.
_SCRIPT = """
local maximum, rate, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'available', 'at')
local available = tonumber(kept[1]) or maximum
available = math.min(maximum, available + math.max(0, now - (tonumber(kept[2]) or now)) * rate)
local allowed = 0
if amount <= available then
  allowed = 1
  available = math.min(maximum, available - amount)
  redis.call('HSET', KEYS[1], 'available', string.format('%.6f', available), 'at', string.format('%.6f', now))
  redis.call('EXPIRE', KEYS[1], math.ceil((maximum - available) / rate) + 1)
end
return {allowed, string.format('%.6f', available)}
"""

_PAUSE = 1.0  # seconds without a try after Valkey failed, so that not every request waits for the time-out
_QUIET = 60.0  # seconds between two log entries about the same outage


@dataclass(frozen=True, slots=True)
class Throttle:
    """The bucket's state as clients see it; points, and points restored a second."""

    maximum: int
    available: int
    restore_rate: int

    def public(self) -> dict[str, int]:
        """The value of `extensions.cost.throttle`."""
        return {"maximum": self.maximum, "available": self.available, "restoreRate": self.restore_rate}


class Bucket:
    """Takes points before a request runs and gives back what it did not use; open while Valkey is down.

    `maximum` must be at least the weight a single document may have, or that document could never run.
    """

    def __init__(self, client: Redis, *, maximum: int = 20_000, restore_rate: int = 500) -> None:
        """Keep the connection; nothing is sent yet."""
        self._script = client.register_script(_SCRIPT)
        self.maximum = maximum
        self.restore_rate = restore_rate
        self._down_until = 0.0
        self._quiet_until = 0.0

    def take(self, tenant: str, client: str, points: int) -> Throttle:
        """Draw `points`.

        Raises Throttled, with the seconds to wait in `details["retryAfter"]`, and takes nothing when the bucket
        holds less.
        """
        allowed, throttle = self._move(tenant, client, points)
        if allowed:
            return throttle
        wait = max(1, math.ceil((points - throttle.available) / self.restore_rate))
        raise Throttled(
            f"请求过于频繁：本次需要 {points} 点，现有 {throttle.available} 点，每秒恢复 {self.restore_rate} 点。"
            f"请在 {wait} 秒后重试。",
            f"Too many requests: this one needs {points} points, {throttle.available} are available, "
            f"{self.restore_rate} are restored each second. Try again in {wait} seconds.",
            retryAfter=wait,
            requested=points,
            throttle=throttle.public(),
        )

    def refund(self, tenant: str, client: str, points: int) -> Throttle:
        """Give back `points` (0 or more) that were taken and not used."""
        return self._move(tenant, client, -points)[1]

    def _move(self, tenant: str, client: str, points: int) -> tuple[bool, Throttle]:
        full = Throttle(self.maximum, self.maximum, self.restore_rate)
        if time.monotonic() < self._down_until:
            return True, full
        try:
            answer: Any = self._script(
                keys=[f"yanxiu:cost:{tenant}:{client}"], args=[self.maximum, self.restore_rate, points]
            )
        except RedisError as error:
            self._report(error)
            return True, full
        return bool(answer[0]), Throttle(self.maximum, math.floor(float(answer[1])), self.restore_rate)

    def _report(self, error: RedisError) -> None:
        now = time.monotonic()
        self._down_until = now + _PAUSE
        if now >= self._quiet_until:
            self._quiet_until = now + _QUIET
            _log.error("cost_bucket_unreachable", error=str(error), effect="requests are not throttled")


def bucket_client(url: str) -> Redis:
    """A connection pool for the bucket: short time-outs and no retries, for the API waits for its answer."""
    return Redis.from_url(url, socket_timeout=0.25, socket_connect_timeout=0.25, retry=Retry(NoBackoff(), 0))
