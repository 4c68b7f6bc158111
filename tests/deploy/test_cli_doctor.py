"""`yanxiu doctor` finds what is wrong and says what mends it."""

import pytest
from sqlalchemy import create_engine, text

from yanxiu.platform import job_kinds
from yanxiu.settings import role_url
from yanxiu_core.access.actor import OPERATOR
from yanxiu_core.events import service as events
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import QUEUES
from yanxiu_workers.queues import connect
from yanxiu_workers.runtime import Runtime
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.worker import make_worker


@pytest.fixture
def workers(platform):
    """A worker on every queue has said that it lives."""
    redis = connect(platform.settings.redis_url)
    runtime = Runtime(platform.app, redis, job_kinds(platform.registry), platform.work_in)
    made = [make_worker(runtime, queue, WorkerSettings()) for queue in QUEUES]
    for each in made:
        each.register_birth()
    redis.set("yanxiu:scheduler", "alive", ex=60)
    yield
    redis.delete("yanxiu:scheduler")
    for each in made:
        each.register_death()
    redis.close()


@pytest.fixture(autouse=True)
def no_backlog(platform):
    """Other tests of this database leave jobs that no relay will ever take."""
    with platform.app.transaction(None) as session:
        session.execute(text("DELETE FROM outbox"))
    with platform.operator.transaction(None) as session:
        session.execute(text("DELETE FROM jobs WHERE kind = 'reaction' AND state = 'failed'"))


def wrong(answer):
    """The checks that failed, with their Chinese words."""
    return {item["check"]: item["zh"] for item in answer.json["findings"] if not item["fine"]}


def test_a_sound_installation(yanxiu, workers):
    answer = yanxiu("doctor", "--json")
    assert (answer.code, wrong(answer), answer.json["fine"]) == (0, {}, True)
    checks = {item["check"] for item in answer.json["findings"]}
    assert checks >= {
        *("settings", "postgresql", "migrations", "row security", "service role", "appendonly", "outbox"),
        *("plugin shaanxi", "worker imports", "role yanxiu_app"),
    }


def test_silent_workers_and_tables_in_the_open(yanxiu, platform):
    owner = create_engine(role_url(platform.settings, "owner"))
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE people NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text("CREATE TABLE kept AS TABLE alembic_version"))
        connection.execute(text("DELETE FROM alembic_version WHERE version_num LIKE 'tenants%'"))
    try:
        answer = yanxiu("doctor", "--json")
    finally:
        with owner.begin() as connection:
            connection.execute(text("ALTER TABLE people FORCE ROW LEVEL SECURITY"))
            connection.execute(text("DELETE FROM alembic_version"))
            connection.execute(text("INSERT INTO alembic_version TABLE kept"))
            connection.execute(text("DROP TABLE kept"))
        owner.dispose()
    assert answer.code == 1
    assert set(wrong(answer)) == {
        "row security",
        "migrations",
        "scheduler",
        *(f"worker {queue}" for queue in QUEUES),
    }
    assert "people" in wrong(answer)["row security"]
    assert "yanxiu migrate" in wrong(answer)["migrations"]
    assert wrong(answer)["worker judging"].endswith("请启动 yanxiu worker judging")


def test_a_service_that_goes_round_row_security(yanxiu, workers, platform):
    answer = yanxiu("doctor", "--json", YANXIU_DATABASE_APP_URL=platform.settings.database_url)
    assert answer.code == 1
    assert set(wrong(answer)) == {"service role"}
    assert "YANXIU_DATABASE_APP_URL" in wrong(answer)["service role"]


def test_servers_that_are_away_and_settings_that_are_missing(yanxiu):
    away = {
        "YANXIU_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "YANXIU_REDIS_URL": "redis://127.0.0.1:1",
    }
    answer = yanxiu("doctor", **away)
    assert answer.code == 1
    bad = [line for line in answer.out.splitlines() if line.startswith("✗")]
    assert [line.split(":")[0] for line in bad] == [
        "✗ 无法以 yanxiu_app 连接 PostgreSQL",
        "✗ 连不上 Valkey/Redis",
    ]
    assert "Traceback" not in answer.err
    none = yanxiu("doctor", YANXIU_DATABASE_URL=None, YANXIU_REDIS_URL=None)
    assert none.code == 1
    assert "✗ 缺少设置 YANXIU_DATABASE_URL, YANXIU_REDIS_URL" in none.out
    refused = yanxiu("tenant", "list", **away)
    assert (refused.code, "Traceback" in refused.err) == (2, False)


def test_what_a_plugin_failed_to_do_is_named_with_its_county(yanxiu, workers, county):
    made = county(policies=())
    with made.work() as work:
        given = {
            "plugin": "sample",
            "reaction": "sample.note",
            "event": "activity.confirmed",
            "ids": [],
            "details": {},
        }
        jobs.fail(jobs.leave(work, events.KIND, events.QUEUE, given, OPERATOR), "出错", "Failed")
        work.session.execute(text("DELETE FROM outbox"))
    answer = yanxiu("doctor", "--json")
    check = f"reactions sample {made.slug}"
    assert (answer.code, set(wrong(answer))) == (1, {check})
    assert wrong(answer)[check].endswith(
        f"请看日志, 更新插件后运行 yanxiu plugin retry sample --tenant {made.slug}"
    )
    assert yanxiu("plugin", "retry", "sample", "--tenant", made.slug).out.startswith("插件 sample: 再试 1 件")
    assert "reactions" not in str(wrong(yanxiu("doctor", "--json")))
