"""Real servers, a migrated platform, and counties to fill; shared by the whole suite.

Under `pytest -n` every worker process has a pair of servers of its own.
"""

import gc
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from yanxiu.demo.generator import generate_county
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.embedded.valkey import EmbeddedValkey
from yanxiu.platform import Platform, build, job_kinds, migrate
from yanxiu.settings import Settings
from yanxiu_core.errors import DomainError
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.jobs.models import Job
from yanxiu_core.nouns import CORE
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_core.plugins.loader import GROUP, load
from yanxiu_core.reads.registry import Nouns
from yanxiu_workers.execution import execute
from yanxiu_workers.queues import connect
from yanxiu_workers.runtime import Runtime

POLICY = "shaanxi.yuyang"


def pytest_collection_finish():
    """What is imported stays: the collector need not look at it again and again (a fifth of the suite's time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def servers():
    """`postgres` and `valkey`, running.

    Not under pytest's folder: every other run of pytest closes that to the user PostgreSQL runs as.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yanxiu-")))
        postgres = stack.enter_context(EmbeddedPostgres(folder / "postgres", fast=True))
        valkey = stack.enter_context(EmbeddedValkey(folder / "valkey"))
        yield SimpleNamespace(folder=folder, postgres=postgres, valkey=valkey)


@pytest.fixture(scope="session")
def settings(servers):
    """Settings that name these servers."""
    return Settings(
        database_url=servers.postgres.url,
        redis_url=servers.valkey.url,
        files_url=str(servers.folder / "files"),
        signing_key="a key that is long enough for the tests",
        log_level="warning",
    )


@pytest.fixture(scope="session")
def platform(settings):
    """The composition root on a migrated database."""
    migrate(settings)
    built = build(settings)
    yield built
    built.dispose()


@dataclass(frozen=True)
class County:
    """A tenant of its own for one test."""

    platform: Platform
    tenant_id: UUID
    slug: str

    def work(self, **options):
        """One transaction of the service here, as the operator unless `actor` and `access` say otherwise."""
        return self.platform.work(self.tenant_id, **options)

    def bring(self, kind: str, path: Path, **options) -> ImportReport:
        """Import a file in a transaction of its own; `options` are those of ImportOptions."""
        with self.work() as work:
            return import_job.run_now(work, kind, path, ImportOptions(**options))[1]

    def bring_all(self, files) -> None:
        """Import roster, activities and attendance."""
        for kind in ("roster", "activities", "attendance"):
            assert self.bring(kind, getattr(files, kind)).refused == 0


@pytest.fixture(scope="session")
def county(platform):
    """`county(name, policies)`: a new county under a slug that nobody has."""

    def create(name="样例县", policies=(POLICY,)):
        slug = f"c{uuid4().hex[:16]}"
        return County(platform, platform.create_tenant(slug, name, list(policies)), slug)

    return create


@pytest.fixture(scope="session")
def sample_registry(platform):
    """The installed plugins and `sample`, which brings one of everything."""
    nouns = Nouns(CORE)
    nouns.verify()
    registry = load(nouns, [*entry_points(group=GROUP), EntryPoint("sample", "yanxiu_sample", GROUP)])
    assert registry.failures == {}
    return registry


@pytest.fixture(scope="session")
def sample_county(county, sample_registry):
    """`sample_county()`: as `county`, on an instance with plugin `sample`."""

    def create(**options):
        plain = county(**options)
        return replace(plain, platform=replace(plain.platform, registry=sample_registry))

    return create


@pytest.fixture(scope="session")
def deliver():
    """`deliver(county)`: do every job that the county has left in the outbox, once; how each ended, by its kind."""

    def run(county):
        platform = county.platform
        redis = connect(platform.settings.redis_url)
        runtime = Runtime(platform.app, redis, job_kinds(platform.registry), platform.work_in)
        with county.work() as work:
            left = select(OutboxRow.id, Job.kind).join(Job, Job.id == OutboxRow.job_id)
            rows = work.session.execute(
                left.where(OutboxRow.tenant_id == county.tenant_id, Job.tenant_id == county.tenant_id)
            ).all()
        ended = []
        for row in rows:
            try:
                ended.append((row.kind, execute(runtime, row.id, county.tenant_id).value))
            except DomainError as error:
                ended.append((row.kind, error.code))
        redis.close()
        return sorted(ended)

    return run


@pytest.fixture(scope="session")
def office_files(tmp_path_factory):
    """The three files of a small made-up county and its year 2025."""
    small = {"seed": 5, "schools": 4, "teachers": 40, "activities": 100, "year": 2025}
    return generate_county(tmp_path_factory.mktemp("office"), slug="liulin", name="柳林", **small)


@pytest.fixture
def statements(platform):
    """The SQL that the service role runs from here on, in order."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(platform.app.engine, "before_cursor_execute", note)
    yield seen
    event.remove(platform.app.engine, "before_cursor_execute", note)
