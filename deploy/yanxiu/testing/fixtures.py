"""Fixtures for the tests of plugins: real servers, a migrated platform with all installed plugins, counties, the API.

A plugin's `tests/conftest.py` holds `pytest_plugins = ["yanxiu.testing.fixtures"]`. Under `pytest -n` every worker
process has a pair of servers of its own.
"""

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from yanxiu.cli.units import unit_named
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.embedded.valkey import EmbeddedValkey
from yanxiu.platform import Platform, build, migrate
from yanxiu.settings import Settings
from yanxiu.testing.client import Api
from yanxiu.testing.county import County
from yanxiu.web import web_app
from yanxiu_tenants.tokens import service as tokens


@pytest.fixture(scope="session")
def servers() -> Iterator[SimpleNamespace]:
    """`postgres` and `valkey`, running.

    Not under pytest's folder: every other run of pytest closes that to the user PostgreSQL runs as.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yanxiu-")))
        postgres = stack.enter_context(EmbeddedPostgres(folder / "postgres", fast=True))
        valkey = stack.enter_context(EmbeddedValkey(folder / "valkey"))
        yield SimpleNamespace(folder=folder, postgres=postgres, valkey=valkey)


@pytest.fixture(scope="session")
def settings(servers: SimpleNamespace) -> Settings:
    """Settings that name these servers."""
    return Settings(
        database_url=servers.postgres.url,
        redis_url=servers.valkey.url,
        files_url=str(servers.folder / "files"),
        signing_key="a key that is long enough for the tests",
        log_level="warning",
    )


@pytest.fixture(scope="session")
def platform(settings: Settings) -> Iterator[Platform]:
    """The composition root on a migrated database, with every plugin that is installed."""
    failures = migrate(settings)
    assert failures == {}  # noqa: S101 - this is part of a test
    built = build(settings)
    yield built
    built.dispose()


@pytest.fixture(scope="session")
def county(platform: Platform) -> Callable[..., County]:
    """`county(name, policies, plugins)`: a new county under a slug that nobody has, with these adopted and enabled."""

    def create(name: str = "样例县", policies: tuple[str, ...] = (), plugins: tuple[str, ...] = ()) -> County:
        slug = f"c{uuid4().hex[:16]}"
        made = County(platform, platform.create_tenant(slug, name, list(policies)), slug)
        for plugin in plugins:
            made.enable(plugin)
        return made

    return create


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """`people(county, ("甲校", "T1", "张三"), ...)`: bring teachers, and the schools they belong to."""
    folder, numbers = tmp_path_factory.mktemp("people"), count(1)

    def bring(made: County, *rows: tuple[str, str, str]) -> None:
        path = folder / f"roster-{next(numbers)}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("学校", "工号", "姓名"), *rows])
        assert made.bring("roster", path).refused == 0  # noqa: S101 - this is part of a test

    return bring


@pytest.fixture(scope="session")
def web(platform: Platform) -> Iterator[TestClient]:
    """The service's own application, reached over HTTP."""
    settings = platform.settings.model_copy(update={"public_url": "http://testserver"})
    with TestClient(web_app(replace(platform, settings=settings))) as client:
        yield client


@pytest.fixture(scope="session")
def api(web: TestClient) -> Callable[..., Api]:
    """`api(county, role, person, unit)`: the service as the holder of a token of this role, of this 工号, for this unit."""

    def hold(made: County, role: str = "admin", person: str | None = None, unit: str | None = None) -> Api:
        with made.work() as work:
            unit_id = unit_named(work, unit) if unit else None
            token = tokens.issue(work, name=role, role=role, person_number=person, unit_id=unit_id)
            return Api(web, token)

    return hold


@pytest.fixture
def statements(platform: Platform) -> Iterator[list[str]]:
    """The SQL that the service role runs from here on, in order, behind `web` too."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(platform.app.engine, "before_cursor_execute", note)
    yield seen
    event.remove(platform.app.engine, "before_cursor_execute", note)
