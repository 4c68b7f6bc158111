"""Shared by the whole suite: the fixtures that plugins' tests get too, a made-up office, and plugin `sample`."""

import gc
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points

import pytest
from sqlalchemy import select

from yanxiu.demo.generator import generate_county
from yanxiu.platform import job_kinds
from yanxiu_core.errors import DomainError
from yanxiu_core.jobs.models import Job
from yanxiu_core.nouns import CORE
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_core.plugins.loader import GROUP, load
from yanxiu_core.reads.registry import Nouns
from yanxiu_workers.execution import execute
from yanxiu_workers.queues import connect
from yanxiu_workers.runtime import Runtime

pytest_plugins = ["yanxiu.testing.fixtures"]
POLICY = "shaanxi.yuyang"


def pytest_configure():
    """What is imported stays: the collector need not look at it again and again (a fifth of the suite's time)."""
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_finish():
    """Nor at what is there when the tests begin."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def county(county):
    """`county(name, policies)`: a new county under a slug that nobody has, which has adopted these policies."""

    def create(name="样例县", policies=(POLICY,), **more):
        return county(name, policies, **more)

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
