"""Real PostgreSQL, Valkey, relays and workers; a county whose jobs leave countable effects."""

import dataclasses
import json
import runpy
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from urllib.parse import quote
from uuid import UUID

import psutil
import pytest
from sqlalchemy import func, select, text
from uuid_utils.compat import uuid7

import yanxiu_tenants
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.embedded.valkey import EmbeddedValkey
from yanxiu_core.access.actor import OPERATOR
from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.database import tables
from yanxiu_core.database.base import Base
from yanxiu_core.database.security import APP, OWNER, PLATFORM, RELAY
from yanxiu_core.database.transactions import Database
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.models import Job
from yanxiu_core.migrations import runner
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_core.tenancy.models import Tenant, TenantHead
from yanxiu_workers.queues import connect, open_queue
from yanxiu_workers.settings import WorkerSettings

PROGRAM = Path(__file__).with_name("job_process.py")
SHORT = WorkerSettings(
    worker_ttl=16,
    job_monitoring_interval=1,
    heartbeat_ttl=2,
    job_timeout=60,
    relay_interval=0.05,
    sweep_interval=0.3,
    stale_after=0.3,
)
"""The shortened intervals: lost jobs are found after 2.3 s in place of 35 s."""


@pytest.fixture(scope="session")
def postgres():
    """A migrated database; `urls` by role.

    Not under pytest's folder: every other run of pytest closes that to the user PostgreSQL runs as.
    """
    assert tables.CORE_MODELS
    with TemporaryDirectory(prefix="yanxiu-") as folder, EmbeddedPostgres(Path(folder), fast=True) as server:
        runner.ensure_roles(server.url)
        urls = {
            role: f"{server.url}&options={quote(f'-c role={role}')}" for role in (OWNER, APP, RELAY, PLATFORM)
        }
        locations = [runner.CORE_VERSIONS, Path(yanxiu_tenants.__file__).parent / "migrations" / "versions"]
        runner.upgrade(urls[OWNER], locations, Base.metadata)
        yield SimpleNamespace(urls=urls, admin_url=server.url)


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory):
    """Valkey with its append-only file."""
    with EmbeddedValkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
def valkey(valkey_server):
    """Valkey, running and empty."""
    valkey_server.start()
    with connect(valkey_server.url) as client:
        client.flushall()
        yield valkey_server
        valkey_server.start()


@pytest.fixture
def redis(valkey):
    """A client of it."""
    with connect(valkey.url) as client:
        yield client


@pytest.fixture
def settings():
    """Shortened intervals."""
    return SHORT


@pytest.fixture
def database(postgres):
    """`database(role)`: that role's access; closed at the end."""
    opened = []

    def open_database(role):
        opened.append(Database(postgres.urls[role]))
        return opened[-1]

    yield open_database
    for each in opened:
        each.dispose()


@pytest.fixture
def runtime(postgres, valkey):
    """The runtime that worker processes have too, for deliveries in this process."""
    built = runpy.run_path(str(PROGRAM))["build_runtime"](postgres.urls[APP], valkey.url)
    yield built
    built.app.dispose()
    built.redis.close()


class County:
    """One tenant, and what can be seen of its jobs from outside."""

    def __init__(self, runtime, platform):
        self.runtime, self.platform = runtime, platform
        self.tenant_id = uuid7()
        with platform.transaction(None) as session:
            session.add(Tenant(tenant_id=self.tenant_id, slug=str(self.tenant_id), name="青石县"))
            session.flush()
            session.add(TenantHead(tenant_id=self.tenant_id, recorded_at=datetime.now(UTC)))

    def start(self, kind, *, commit=True, **job_input):
        """Start a job as a request would; returns the job's and the outbox row's id."""
        with suppress(TimeoutError), self.runtime.app.transaction(self.tenant_id) as session:
            work = self.runtime.open_work(session, self.tenant_id, OPERATOR, "test")
            job = jobs.start(work, kind, "judging", job_input)
            row = session.scalars(select(OutboxRow.id).where(OutboxRow.job_id == job.id)).one()
            if not commit:
                raise TimeoutError
        return SimpleNamespace(job=job.id, row=row)

    def job(self, job_id):
        """The job's row."""
        with self.runtime.app.transaction(self.tenant_id) as session:
            return session.get(Job, {"tenant_id": self.tenant_id, "id": job_id})

    def row(self, row_id):
        """The outbox row, None when the job has ended."""
        with self.runtime.app.transaction(None) as session:
            return session.get(OutboxRow, row_id)

    def effects(self, job_id: UUID | None = None):
        """How many effects there are, of all jobs or of one."""
        query = select(func.count()).where(
            AuditRecord.tenant_id == self.tenant_id, AuditRecord.command == "tests.effect"
        )
        if job_id is not None:
            query = query.where(AuditRecord.detail["job"].astext == str(job_id))
        with self.runtime.app.transaction(self.tenant_id) as session:
            return session.scalar(query)


@pytest.fixture
def county(runtime, database):
    """A new county; afterwards the outbox is empty for the next test."""
    platform = database(PLATFORM)
    yield County(runtime, platform)
    with platform.transaction(None) as session:
        session.execute(text("SET LOCAL lock_timeout = '5s'"))
        session.execute(text("DELETE FROM outbox"))


@pytest.fixture
def hold(county, tmp_path):
    """The file that keeps a `hold` job from ending; gone before the county is, whatever the test does."""
    file = tmp_path / "hold"
    file.touch()
    yield file
    file.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def forker():
    """The process that forks workers and relays; it ends with its input."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process


@pytest.fixture
def spawn(postgres, valkey, forker):
    """`spawn(role, *arguments, settings=...)`: a process of `job_process.py`; ended afterwards with its work-horses."""
    started = []

    def start(role, *arguments, settings=SHORT):
        urls = {"app": postgres.urls[APP], "relay": postgres.urls[RELAY], "valkey": valkey.url}
        environment = {**urls, "settings": dataclasses.asdict(settings)}
        order = {"role": role, "arguments": arguments, "environment": environment}
        forker.stdin.write(json.dumps(order) + "\n")
        forker.stdin.flush()
        process = psutil.Process(int(forker.stdout.readline()))
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(psutil.NoSuchProcess):
            for each in (*process.children(), process):
                each.kill()
    psutil.wait_procs(started, 5)


@pytest.fixture
def until():
    """`until(condition, seconds)`: wait for a truthy answer, and return it with the seconds it took."""

    def wait(condition, seconds=10.0):
        begin = time.monotonic()
        while not (answer := condition()):
            assert time.monotonic() - begin < seconds, f"not within {seconds} s"
            time.sleep(0.02)
        return SimpleNamespace(answer=answer, seconds=time.monotonic() - begin)

    return wait


@pytest.fixture
def queue(redis):
    """The rq queue of the test jobs."""
    return open_queue(redis, "judging")
