"""One delivery: the effect once, the refusal told, the defect retried and given up."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import select, update

from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.database.security import PLATFORM
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.execution import MAX_ATTEMPTS, Outcome, execute


def test_effect_state_and_removal_of_the_row_come_together(county, runtime):
    started = county.start("mark")
    assert county.job(started.job).state == "queued"
    assert execute(runtime, started.row, county.tenant_id) is Outcome.SUCCEEDED
    job = county.job(started.job)
    assert (job.state, job.result, county.effects(), county.row(started.row)) == (
        "succeeded",
        {"marked": 1},
        1,
        None,
    )
    assert job.started_at < job.finished_at


def test_the_effect_is_audited_in_the_callers_name(county, runtime):
    started = county.start("mark")
    execute(runtime, started.row, county.tenant_id)
    with runtime.app.transaction(county.tenant_id) as session:
        records = session.scalars(select(AuditRecord).order_by(AuditRecord.id)).all()
    assert [(record.command, record.actor_name, record.request_id) for record in records] == [
        ("mark.start", "平台操作员", "test"),
        ("tests.effect", "平台操作员", f"job:{started.job}"),
    ]


def test_a_second_delivery_finds_nothing_to_do(county, runtime):
    started = county.start("mark")
    outcomes = [execute(runtime, started.row, county.tenant_id) for _ in range(3)]
    assert outcomes == [Outcome.SUCCEEDED, Outcome.GONE, Outcome.GONE]
    assert county.effects() == 1


def test_deliveries_at_the_same_time_have_one_effect(county, runtime, postgres, hold, until):
    started = county.start("hold", hold=str(hold))
    with ThreadPoolExecutor(4) as pool, psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        deliveries = [pool.submit(execute, runtime, started.row, county.tenant_id) for _ in range(4)]
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        try:
            until(lambda: admin.execute(waiting).fetchone() == (3,))
        finally:
            hold.unlink()
    assert sorted(delivery.result() for delivery in deliveries) == ["gone", "gone", "gone", "succeeded"]
    assert county.effects() == 1


def test_another_tenants_row_is_not_taken(county, runtime):
    started = county.start("mark")
    assert execute(runtime, started.row, started.job) is Outcome.GONE
    assert (county.job(started.job).state, county.effects()) == ("queued", 0)


def test_a_refusal_fails_the_job_with_its_message_and_no_effect(county, runtime):
    started = county.start("refuse")
    assert execute(runtime, started.row, county.tenant_id) is Outcome.FAILED
    job = county.job(started.job)
    assert (job.state, job.error_zh, job.error_en) == ("failed", "第 3 行没有姓名", "Row 3 has no name")
    assert (county.effects(), county.row(started.row), job.result) == (0, None, None)


def test_a_defect_is_raised_four_times_and_given_up_the_fifth(county, runtime, tmp_path):
    started = county.start("stumble", tries=str(tmp_path / "tries"), times=99)
    for attempt in range(1, MAX_ATTEMPTS):
        with pytest.raises(RuntimeError, match="stumbled"):
            execute(runtime, started.row, county.tenant_id)
        assert (county.row(started.row).attempts, county.job(started.job).state) == (attempt, "running")
    assert execute(runtime, started.row, county.tenant_id) is Outcome.FAILED
    job = county.job(started.job)
    assert (job.state, county.effects(), county.row(started.row)) == ("failed", 0, None)
    assert str(started.row) in job.error_zh
    assert str(started.row) in job.error_en


def test_a_job_that_kills_its_worker_is_given_up_too(county, runtime, database):
    started = county.start("mark")
    with database(PLATFORM).transaction(None) as session:
        session.execute(update(OutboxRow).where(OutboxRow.id == started.row).values(attempts=MAX_ATTEMPTS))
    assert execute(runtime, started.row, county.tenant_id) is Outcome.FAILED
    assert (county.job(started.job).state, county.effects()) == ("failed", 0)
