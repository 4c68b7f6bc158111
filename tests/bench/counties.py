"""The county that is measured: generated lists, imported as an office would."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, text

from yanxiu.demo.generator import generate_county
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.platform import Platform, build, migrate
from yanxiu.settings import Settings
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.imports.job import run_now
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.loader import load_policy

ROWS = 250_000
"""An import takes at most 300,000 rows."""


@dataclass(frozen=True, slots=True)
class County:
    """A county of so many teachers on a platform whose one policy is `policy/`."""

    platform: Platform
    tenant: UUID
    teachers: int


@contextmanager
def county(folder: Path, teachers: int, sessions: int) -> Iterator[County]:
    """A server in the folder with a county in which everybody takes part in so many sessions of 2025."""
    with EmbeddedPostgres(folder / "postgres") as server:
        settings = Settings(
            database_url=server.url,
            redis_url="redis://127.0.0.1:1",
            signing_key="k" * 32,
            files_url=f"{folder}/files",
        )
        migrate(settings)
        platform = _platform(settings)
        tenant = _import(platform, folder, teachers, sessions)
        _analyze(server.url)
        yield County(platform, tenant, teachers)
        platform.dispose()


@contextmanager
def unprepared(county: County) -> Iterator[County]:
    """The county on connections on which nothing stays prepared."""
    platform = _platform(county.platform.settings.model_copy(update={"database_prepare": False}))
    yield replace(county, platform=platform)
    platform.dispose()


def _platform(settings: Settings) -> Platform:
    platform = build(settings)
    policy = load_policy(Path(__file__).parent / "policy")
    return replace(platform, registry=replace(platform.registry, policies={policy.id: policy}))


def _import(platform: Platform, folder: Path, teachers: int, sessions: int) -> UUID:
    files = generate_county(
        folder, slug="bench", name="基准县", seed=1, schools=max(1, teachers // 100), teachers=teachers,
        activities=teachers, year=2025, sessions=sessions, format="csv",
    )  # fmt: skip
    tenant = platform.create_tenant("bench", "基准县", [])
    with platform.work(tenant) as work:
        adoptions.adopt(work, "bench", root_id(work))
    lists = [("roster", files.roster), ("activities", files.activities)]
    lists += [("attendance", part) for part in _parts(files.attendance, folder)]
    for form, path in lists:
        started = time.perf_counter()
        with platform.work(tenant) as work:
            _, report = run_now(work, form, path, ImportOptions())
        print(f"import {form}: {report.rows} rows in {time.perf_counter() - started:.1f} s")
    return tenant


def _parts(path: Path, folder: Path) -> list[Path]:
    """The list in files of as many rows as one import takes."""
    lines = path.read_text(encoding="gb18030").splitlines(keepends=True)
    heading = next(number for number, line in enumerate(lines) if "活动编号" in line) + 1
    parts = []
    for first in range(heading, len(lines), ROWS):
        part = folder / f"attendance-{first}.csv"
        part.write_text("".join(lines[:heading] + lines[first : first + ROWS]), encoding="gb18030")
        parts.append(part)
    return parts


def _analyze(url: str) -> None:
    # What autovacuum does within a minute; the owner of the server does it here at once.
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
