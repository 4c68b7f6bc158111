"""What is due is started once per county, in its own zone; missed times by their policy; not where a plugin is off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import yanxiu_sample as sample
from sqlalchemy import text

from yanxiu_core.access.actor import OPERATOR
from yanxiu_core.jobs import service as jobs
from yanxiu_core.schedules.declarations import Schedule
from yanxiu_core.schedules.service import start_due
from yanxiu_core.switches import service as switches
from yanxiu_workers.clock import Clock, clock_runs, run_clock
from yanxiu_workers.queues import connect

NIGHTLY = "SELECT input ->> 'since', input ->> 'due_at' FROM jobs WHERE kind = 'sample.count' AND NOT input ? 'hour'"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def made(sample_county):
    return sample_county(policies=())


def looked(county, moment):
    """The schedules' jobs that a look at the clock starts: kind and due time."""
    with county.work() as work:
        return sorted((job.kind, job.input["due_at"][5:16]) for job in start_due(work, at(moment)))


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        ("30 2 * * *", "2026-03-02T02:29:59", "2026-03-01T02:30"),
        ("30 2 * * *", "2026-03-02T02:30:00", "2026-03-02T02:30"),
        ("0 6 * * 1", "2026-03-08T23:00:00", "2026-03-02T06:00"),
        ("0 0 1 9 *", "2026-03-02T00:00:00", "2025-09-01T00:00"),
    ],
)
def test_the_last_due_time(cron, now, due):
    zone = ZoneInfo("Asia/Shanghai")
    assert Schedule("a.b", cron, "a.b").last_due(zone, at(now)) == at(due)
    # The same moment said in another zone.
    assert Schedule("a.b", cron, "a.b").last_due(zone, at(now).astimezone(UTC)) == at(due)


def test_a_due_time_starts_one_job(made, query):
    assert looked(made, "2026-03-02T02:00:00") == []  # new here: begins from now on
    assert looked(made, "2026-03-02T02:29:00") == []
    assert looked(made, "2026-03-02T02:30:10") == [("sample.count", "03-02T02:30")]
    assert looked(made, "2026-03-02T02:31:00") == []
    assert query(made, NIGHTLY) == [("2026-03-01T02:30:00+08:00", "2026-03-02T02:30:00+08:00")]


def test_missed_times_are_made_up_for_once_or_left_out(made):
    looked(made, "2026-03-02T02:45:00")
    # Three nights and some hours later: one nightly run, the hourly one is not worth it, the day is seen to.
    assert looked(made, "2026-03-05T04:00:00") == [
        ("day", "03-05T00:10"),
        ("sample.count", "03-05T02:30"),
        ("sample.count", "03-05T04:00"),
    ]
    assert looked(made, "2026-03-05T06:30:00") == [("sample.count", "03-05T06:00")]
    # A clock that goes back starts nothing twice.
    assert looked(made, "2026-03-05T03:30:00") == []


def test_times_pass_unseen_while_the_plugin_is_off(made):
    looked(made, "2026-03-02T02:45:00")
    with made.work() as work:
        switches.disable(work, "sample")
    assert looked(made, "2026-03-03T02:30:00") == [("day", "03-03T00:10")]
    with made.work() as work:
        switches.enable(work, "sample")
    assert looked(made, "2026-03-03T02:50:00") == []
    nightly, hourly = ("sample.count", "03-04T02:30"), ("sample.count", "03-04T02:00")
    assert looked(made, "2026-03-04T02:30:00") == [("day", "03-04T00:10"), hourly, nightly]


def test_several_clocks_start_a_due_time_once(made, query):
    looked(made, "2026-03-02T02:45:00")
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: looked(made, "2026-03-03T02:30:00"), range(8)))
    assert sorted(len(each) for each in started) == [0] * 7 + [3]
    assert len(query(made, NIGHTLY)) == 1


def test_the_clock_looks_after_every_county_and_one_that_fails_hinders_none(
    made, sample_county, sample_registry, settings
):
    far = made.platform.create_tenant(f"far{made.slug}", "远县", [], zone="America/New_York")
    other = sample_county(policies=())
    broken = set()

    def open_work(session, tenant_id, actor, request_id):
        if tenant_id in broken:
            raise RuntimeError("kaputt")
        return made.platform.work_in(session, tenant_id, actor, request_id)

    zones = {made.tenant_id: "Asia/Shanghai", other.tenant_id: "Asia/Shanghai", far: "America/New_York"}
    redis = connect(settings.redis_url)
    clock = Clock(made.platform.app, redis, sample_registry, open_work, lambda: list(zones.items()))
    assert clock.tick(at("2026-03-02T02:10:00")) == 0
    broken.add(made.tenant_id)
    assert (
        clock.tick(at("2026-03-02T02:30:00")) == 1
    )  # 13:30 of the day before in New York: nothing is due there
    broken.clear()
    assert clock.tick(at("2026-03-02T02:30:30")) == 1  # the one that failed is asked again
    assert clock.tick(at("2026-03-02T02:30:45")) == 0
    assert (
        clock.tick(at("2026-03-02T15:30:00")) == 5
    )  # 02:30 in New York, with the hour's and the day's; elsewhere the hour's
    redis.delete("yanxiu:scheduler")
    assert not clock_runs(redis)
    stops = iter([False, True, True, True])
    run_clock(clock, lambda: next(stops), 0.01)
    assert clock_runs(redis)
    redis.close()


def test_a_job_of_a_plugin_runs_and_one_that_is_off_does_not(made, deliver, query):
    with made.work() as work:
        jobs.start(work, "sample.count", "plugins", {})
    assert deliver(made) == [("sample.count", "succeeded")]
    marks = "SELECT code FROM codes WHERE system = 'sample'"
    assert query(made, marks) == [("sample.count by hand",)]
    sample.BROKEN.add("sample.count")
    with made.work() as work:
        jobs.start(work, "sample.count", "plugins", {})
    assert deliver(made) == [("sample.count", "PLUGIN_FAILED")]
    sample.BROKEN.clear()
    with made.work() as work:
        switches.disable(work, "sample")
    assert deliver(made) == [("sample.count", "failed")]
    [error] = query(made, "SELECT error_zh FROM jobs WHERE state = 'failed'")
    assert error[0].startswith("插件“样例”(sample)在这里没有启用")
    assert OPERATOR.name == query(made, "SELECT actor ->> 'name' FROM jobs WHERE state = 'failed'")[0][0]
    with made.work() as work:
        assert (
            work.session.scalar(
                text("SELECT count(*) FROM outbox WHERE tenant_id = :t"), {"t": made.tenant_id}
            )
            == 0
        )
