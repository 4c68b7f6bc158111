"""From the outbox into the queues: once for each committed row, and with no right to anything else."""

import threading
from uuid import UUID

import pytest
import structlog
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import ProgrammingError

from yanxiu_core.database.base import Base
from yanxiu_core.database.security import RELAY
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.execution import execute
from yanxiu_workers.relay import relay, run_relay


def test_a_row_is_offered_once_and_marked(county, database, redis, queue, settings):
    started = county.start("mark")
    assert [relay(database(RELAY), redis, settings) for _ in range(2)] == [1, 0]
    assert queue.get_job_ids() == [str(started.row)]
    assert county.row(started.row).enqueued_at is not None


def test_valkey_holds_ids_only(county, database, redis, queue, settings):
    started = county.start("mark", name="张三")
    relay(database(RELAY), redis, settings)
    job = queue.fetch_job(str(started.row))
    assert (job.func_name, job.args, job.kwargs) == (
        "yanxiu_workers.tasks.perform",
        [str(started.row), str(county.tenant_id)],
        {},
    )


def test_a_rolled_back_transaction_leaves_no_job(county, database, redis, queue, settings):
    started = county.start("mark", commit=False)
    assert relay(database(RELAY), redis, settings) == 0
    assert (queue.get_job_ids(), county.job(started.job), county.effects()) == ([], None, 0)


def test_a_relay_killed_between_enqueue_and_commit_loses_and_doubles_nothing(
    county, database, redis, queue, spawn, settings, until
):
    started = county.start("mark")
    spawn("crash").wait(10)
    assert (queue.get_job_ids(), county.row(started.row).enqueued_at) == ([str(started.row)], None)
    assert relay(database(RELAY), redis, settings) == 1
    assert queue.get_job_ids() == [str(started.row)]
    spawn("worker", "judging")
    until(lambda: county.job(started.job).state == "succeeded")
    assert (county.effects(), county.row(started.row)) == (1, None)


def test_three_relays_and_300_rows_have_300_effects(county, runtime, queue, spawn, until):
    rows = [county.start("mark").row for _ in range(300)]
    for _ in range(3):
        spawn("relay")
    until(lambda: len(queue) == 300)
    offers = [UUID(offer) for offer in queue.get_job_ids()]
    assert sorted(offers) == sorted(rows)
    for offer in offers:
        execute(runtime, offer, county.tenant_id)
    assert (county.effects(), [county.row(row) for row in rows]) == (300, [None] * 300)


@pytest.mark.soak
def test_three_relays_and_two_workers_have_300_effects(county, spawn, until):
    for _ in range(3):
        spawn("relay")
    for _ in range(2):
        spawn("worker", "judging")
    started = [county.start("mark") for _ in range(300)]
    until(lambda: county.effects() >= 300, 60)
    assert all(county.effects(each.job) == 1 for each in started)


def test_while_valkey_is_away_nothing_is_marked_and_one_line_is_logged(
    county, database, valkey, redis, queue, settings, until
):
    valkey.kill()
    started = county.start("mark")
    stop = threading.Event()
    with structlog.testing.capture_logs() as lines:
        thread = threading.Thread(target=run_relay, args=(database(RELAY), redis, settings, stop.is_set))
        thread.start()
        until(lambda: lines)
        stop.wait(1.5)
        assert county.row(started.row).enqueued_at is None
        assert [line["event"] for line in lines] == ["a server is away"]
        valkey.start()
        until(lambda: county.row(started.row).enqueued_at)
        stop.set()
        thread.join()
    assert queue.get_job_ids() == [str(started.row)]
    assert [line["event"] for line in lines] == ["a server is away", "servers are back"]


def test_the_relay_may_read_and_mark_the_outbox_alone(county, database):
    county.start("mark")
    relaying = database(RELAY)
    # The tables of plugins, which other tests may have loaded, are not in this database.
    others = [
        table
        for table in Base.metadata.sorted_tables
        if table.name != "outbox" and not table.name.startswith("plg_")
    ]
    assert len(others) > 20
    refused = [select(func.count()).select_from(table) for table in others]
    row = {"tenant_id": county.tenant_id, "queue": "judging", "job_id": county.tenant_id}
    for statement in [*refused, delete(OutboxRow), insert(OutboxRow).values(row)]:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            relaying.transaction(None) as session,
        ):
            session.execute(statement)
    with relaying.transaction(None) as session:
        assert len(session.scalars(select(OutboxRow)).all()) == 1
