"""Progress: readable, throttled, and never in the way."""

import time

from uuid_utils.compat import uuid7

from yanxiu_workers.progress import ProgressWriter, read_progress


def test_the_last_report_can_be_read_for_an_hour(redis):
    job_id = uuid7()
    assert read_progress(redis, job_id) is None
    ProgressWriter(redis, job_id)(3, 10, "读取名册")
    report = read_progress(redis, job_id)
    assert (report.done, report.total, report.stage) == (3, 10, "读取名册")
    assert 3590 < redis.ttl(f"yanxiu:progress:{job_id}") <= 3600


def test_reports_within_a_fifth_of_a_second_are_dropped(redis):
    job_id = uuid7()
    write = ProgressWriter(redis, job_id)
    write(1, None, "a")
    write(2, None, "a")
    assert read_progress(redis, job_id).done == 1
    time.sleep(0.21)
    write(3, None, "a")
    assert read_progress(redis, job_id).done == 3


def test_an_unreachable_valkey_neither_fails_nor_slows_the_job(valkey, redis):
    job_id = uuid7()
    write = ProgressWriter(redis, job_id)
    valkey.kill()
    begin = time.monotonic()
    for done in range(100):
        write(done, 100, "a")
        time.sleep(0.005)
    assert time.monotonic() - begin < 2.5
    assert read_progress(redis, job_id) is None
