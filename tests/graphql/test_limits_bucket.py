"""The leaky bucket on a real Valkey, and without one."""

import threading
import time

import pytest
from redis import Redis
from structlog.testing import capture_logs

from yanxiu_graphql.limits.bucket import Bucket, Throttle, bucket_client
from yanxiu_graphql.limits.errors import Throttled

KEY = "yanxiu:cost:county:app"


def test_take_refund_and_refuse(valkey: Redis) -> None:
    bucket = Bucket(valkey, maximum=100, restore_rate=1)
    assert bucket.take("county", "app", 60) == Throttle(100, 40, 1)
    with pytest.raises(Throttled) as caught:
        bucket.take("county", "app", 70)
    assert caught.value.details["retryAfter"] == 30
    assert caught.value.details["throttle"] == {"maximum": 100, "available": 40, "restoreRate": 1}
    assert bucket.refund("county", "app", 30) == Throttle(100, 70, 1)
    assert bucket.take("county", "app", 70).available == 0


def test_a_refund_never_overfills(valkey: Redis) -> None:
    bucket = Bucket(valkey, maximum=100, restore_rate=1)
    bucket.take("county", "app", 10)
    assert bucket.refund("county", "app", 50).available == 100


def test_tenants_and_clients_do_not_share(valkey: Redis) -> None:
    bucket = Bucket(valkey, maximum=100, restore_rate=1)
    bucket.take("county", "app", 100)
    assert bucket.take("county", "other", 100).available == 0
    assert bucket.take("other", "app", 100).available == 0


def test_points_come_back(valkey: Redis) -> None:
    bucket = Bucket(valkey, maximum=100, restore_rate=100)
    bucket.take("county", "app", 100)
    time.sleep(0.3)
    assert 25 <= bucket.refund("county", "app", 0).available <= 60


def test_the_key_goes_when_the_bucket_is_full_again(valkey: Redis) -> None:
    Bucket(valkey, maximum=100, restore_rate=10).take("county", "app", 50)
    assert valkey.ttl(KEY) == 6


def test_parallel_takers_get_no_more_than_there_is(valkey: Redis) -> None:
    bucket = Bucket(valkey, maximum=100, restore_rate=1)
    granted: list[int] = []

    def take() -> None:
        for _ in range(10):
            try:
                bucket.take("county", "app", 7)
            except Throttled:
                continue
            granted.append(7)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted) == 98


def test_without_valkey_the_bucket_is_open_and_says_so_once(valkey_url: str) -> None:
    with bucket_client("redis://127.0.0.1:1") as nowhere, capture_logs() as logs:
        bucket = Bucket(nowhere, maximum=100, restore_rate=1)
        for _ in range(3):
            assert bucket.take("county", "app", 1_000) == Throttle(100, 100, 1)
        bucket._down_until = 0.0  # the pause is over; the silence is not
        bucket.take("county", "app", 1_000)
        assert bucket._down_until > time.monotonic()
    assert [entry["event"] for entry in logs] == ["cost_bucket_unreachable"]
    with bucket_client(valkey_url) as back:
        bucket = Bucket(back, maximum=100, restore_rate=1)
        assert bucket.take("county", "new", 1).available == 99
