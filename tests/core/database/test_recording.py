"""The tenant's clock: one strictly increasing moment for each transaction that records."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

THREADS, EACH = 4, 8


def test_moments_strictly_increase_over_concurrent_transactions(county):
    one, order = county(), []

    def record(_):
        with one.work() as work:
            at = work.record()
            assert work.record() == at  # one moment for the whole transaction
            order.append(at)  # the head is locked, so nobody comes between
            return at

    with ThreadPoolExecutor(THREADS) as pool:
        moments = list(pool.map(record, range(THREADS * EACH)))
    assert len(set(moments)) == THREADS * EACH
    assert order == sorted(moments)
    with one.work() as work:
        assert work.session.scalar(text("SELECT recorded_at FROM tenant_heads")) == max(moments)


def test_the_next_moment_is_later_even_if_the_wall_clock_stands_behind(county):
    one = county()
    with one.work() as work:
        ahead = work.session.scalar(
            text(
                "UPDATE tenant_heads SET recorded_at = clock_timestamp() + interval '1 day' RETURNING recorded_at"
            )
        )
    with one.work() as work:
        assert (work.record() - ahead).total_seconds() == 1e-06


def test_counties_do_not_wait_for_each_other(county):
    first, second = county(), county()
    with first.work() as held:
        held.record()
        with second.work() as work:
            work.session.execute(text("SET LOCAL lock_timeout = '1s'"))
            work.record()
