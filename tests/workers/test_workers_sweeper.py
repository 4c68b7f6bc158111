"""What Valkey or a worker lost is offered again; what is with somebody is left alone."""

import shutil
import threading
import time

from rq.job import JobStatus
from sqlalchemy import func, update

from yanxiu_core.database.security import PLATFORM, RELAY
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.execution import execute
from yanxiu_workers.relay import relay
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.sweeper import sweep


def offered(county, database, redis, settings, kind="mark", **job_input):
    """A job that was offered long ago."""
    started = county.start(kind, **job_input)
    relay(database(RELAY), redis, settings)
    age(database, settings)
    return started


def age(database, settings):
    """Let every offer be a minute old."""
    with database(PLATFORM).transaction(None) as session:
        minute = func.make_interval(0, 0, 0, 0, 0, 1)
        session.execute(update(OutboxRow).values(enqueued_at=func.clock_timestamp() - minute))


def test_a_job_that_waits_in_the_queue_is_left_there(county, database, redis, queue, settings):
    started = offered(county, database, redis, settings)
    assert sweep(database(RELAY), redis, settings) == 0
    assert queue.get_job_ids() == [str(started.row)]


def test_a_killed_valkey_still_has_the_queue(county, database, valkey, redis, queue, settings, spawn, until):
    started = offered(county, database, redis, settings)
    valkey.kill()
    valkey.start()
    assert queue.get_job_ids() == [str(started.row)]
    assert sweep(database(RELAY), redis, settings) == 0
    spawn("worker", "judging")
    until(lambda: county.job(started.job).state == "succeeded")
    assert county.effects() == 1


def test_a_wiped_valkey_gets_its_jobs_back(county, database, valkey, redis, queue, settings):
    started = offered(county, database, redis, settings)
    valkey.kill()
    shutil.rmtree(valkey.folder / "appendonlydir")
    valkey.start()
    assert queue.get_job_ids() == []
    assert [sweep(database(RELAY), redis, settings) for _ in range(2)] == [1, 0]
    assert queue.get_job_ids() == [str(started.row)]


def test_an_idle_worker_outlives_a_wiped_valkey(county, valkey, spawn, redis, until):
    worker = spawn("worker", "judging")
    spawn("relay")
    until(lambda: redis.smembers("rq:workers"))
    valkey.kill()
    shutil.rmtree(valkey.folder / "appendonlydir")
    started = county.start("mark")
    valkey.start()
    until(lambda: county.job(started.job).state == "succeeded", 15)
    assert (county.effects(), worker.is_running()) == (1, True)


def test_a_job_that_failed_in_rq_is_offered_again(county, database, redis, queue, settings):
    started = offered(county, database, redis, settings)
    job = queue.fetch_job(str(started.row))
    queue.remove(job)
    job.set_status(JobStatus.FAILED)
    queue.failed_job_registry.add(job)
    assert sweep(database(RELAY), redis, settings) == 1
    assert (queue.get_job_ids(), len(queue.failed_job_registry)) == ([str(started.row)], 0)
    assert queue.fetch_job(str(started.row)).get_status() == JobStatus.QUEUED


def test_a_job_stuck_between_queue_and_worker_is_offered_again(county, database, redis, queue, settings):
    started = offered(county, database, redis, settings)
    redis.lmove(queue.key, queue.intermediate_queue_key)
    assert sweep(database(RELAY), redis, settings) == 0
    time.sleep(settings.heartbeat_ttl)
    assert sweep(database(RELAY), redis, settings) == 1
    assert (queue.get_job_ids(), queue.intermediate_queue.get_job_ids()) == ([str(started.row)], [])


def test_a_job_that_is_being_done_is_left_alone_even_when_valkey_forgot_it(
    county, database, redis, runtime, settings, hold, until
):
    started = offered(county, database, redis, settings, "hold", hold=str(hold))
    thread = threading.Thread(target=execute, args=(runtime, started.row, county.tenant_id))
    thread.start()
    until(lambda: redis.get(f"yanxiu:progress:{started.job}"))
    redis.flushall()
    assert sweep(database(RELAY), redis, settings) == 0
    hold.unlink()
    thread.join()
    assert (county.effects(), county.row(started.row)) == (1, None)


def test_the_wait_grows_with_the_attempts_up_to_a_minute(county, database, redis):
    started = offered(county, database, redis, WorkerSettings())
    waits = {1: 5, 2: 15, 3: 45, 4: 60, 5: 60}
    for attempts, seconds in waits.items():
        for age_of_offer, found in ((seconds - 2, 0), (seconds + 2, 1)):
            redis.flushall()
            with database(PLATFORM).transaction(None) as session:
                passed = func.make_interval(0, 0, 0, 0, 0, 0, age_of_offer)
                values = {"attempts": attempts, "enqueued_at": func.clock_timestamp() - passed}
                session.execute(update(OutboxRow).where(OutboxRow.id == started.row).values(values))
            assert sweep(database(RELAY), redis, WorkerSettings()) == found, (attempts, age_of_offer)


def test_sweepers_at_the_same_time_offer_once(county, database, redis, queue, settings):
    for _ in range(20):
        county.start("mark")
    relay(database(RELAY), redis, settings)
    age(database, settings)
    redis.flushall()
    answers = []
    relays = [database(RELAY) for _ in range(3)]
    threads = [
        threading.Thread(target=lambda each=each: answers.append(sweep(each, redis, settings)))
        for each in relays
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(answers), len(queue.get_job_ids())) == (20, 20)
