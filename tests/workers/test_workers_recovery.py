"""Workers and work-horses that are killed: another finishes the job, its effect happens once."""

import psutil
import pytest

from yanxiu_workers.progress import read_progress
from yanxiu_workers.settings import WorkerSettings

SHORT_BOUND, REAL_BOUND = 8.0, 120.0
"""Seconds from the kill to the end of the job elsewhere: with shortened intervals, and as promised."""


@pytest.fixture
def held(county, redis, spawn, hold, until):
    """`held(settings)`: a relay, two workers and a job in the middle of its effect at one of them."""

    def start(settings, kind="hold"):
        workers = [spawn("worker", "judging", settings=settings) for _ in range(2)]
        spawn("relay", settings=settings)
        started = county.start(kind, hold=str(hold))
        until(lambda: read_progress(redis, started.job), 20)
        busy = next(worker for worker in workers if worker.children())
        horse = busy.children()[0]
        return started, busy, horse, hold

    return start


def finished_once(county, started, until, seconds):
    """Wait for the job's end, check it, and tell how long it took."""
    took = until(lambda: county.job(started.job).state == "succeeded", seconds).seconds
    assert (county.effects(), county.row(started.row)) == (1, None)
    return took


def kill_both(busy, horse):
    """-9 to the worker first, so that it cannot report the work-horse's death."""
    busy.kill()
    horse.kill()
    psutil.wait_procs([busy, horse], 5)


def test_killed_worker_and_work_horse(county, held, settings, until):
    started, busy, horse, file = held(settings)
    kill_both(busy, horse)
    # Before the job is let go: another worker may have taken it up already.
    assert county.effects() == 0
    file.unlink()
    finished_once(county, started, until, SHORT_BOUND)


def test_killed_in_the_middle_of_a_long_statement(county, held, settings, until):
    """The server must notice that the client is gone, or the row stays locked until the statement ends."""
    started, busy, horse, file = held(settings, "grind")
    file.unlink()
    kill_both(busy, horse)
    finished_once(county, started, until, SHORT_BOUND)


def test_killed_work_horse(county, held, settings, until):
    started, _, horse, file = held(settings)
    horse.kill()
    file.unlink()
    finished_once(county, started, until, SHORT_BOUND)


def test_killed_worker_whose_work_horse_goes_on(county, held, settings, until):
    started, busy, horse, file = held(settings)
    busy.kill()
    wait = settings.heartbeat_ttl + 2 * settings.sweep_interval
    with pytest.raises(psutil.TimeoutExpired):
        horse.wait(wait)
    assert county.row(started.row).attempts == 1
    file.unlink()
    finished_once(county, started, until, SHORT_BOUND)


def test_valkey_killed_while_the_job_runs(county, held, valkey, settings, until):
    started, _, _, file = held(settings)
    valkey.kill()
    file.unlink()
    finished_once(county, started, until, SHORT_BOUND)


def test_sigterm_lets_the_job_end(county, held, settings, until):
    started, busy, horse, file = held(settings)
    for process in (busy, horse):
        process.terminate()
    with pytest.raises(psutil.TimeoutExpired):
        busy.wait(0.5)
    assert horse.is_running()
    file.unlink()
    finished_once(county, started, until, SHORT_BOUND)
    busy.wait(5)
    assert not busy.is_running()


def test_a_defect_is_tried_again(county, spawn, tmp_path, until):
    spawn("relay")
    spawn("worker", "judging")
    started = county.start("stumble", tries=str(tmp_path / "tries"), times=2)
    finished_once(county, started, until, 15)
    assert (tmp_path / "tries").read_text() == "xxx"


@pytest.mark.soak
def test_killed_worker_and_work_horse_with_real_intervals(county, held, until, record_property):
    started, busy, horse, file = held(WorkerSettings())
    kill_both(busy, horse)
    file.unlink()
    took = finished_once(county, started, until, REAL_BOUND)
    record_property("recovery_seconds", round(took, 1))
    print(f"killed with -9, finished elsewhere after {took:.1f} s")  # noqa: T201 - make soak reports it
