"""Benchmarks as ratios to named references, in one run: `make bench`, or `python tests/bench/run.py [TEACHERS]`."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from uuid import UUID

from sqlalchemy import create_engine, text

from yanxiu.demo.generator import generate_county
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.platform import Platform, build, migrate
from yanxiu.settings import Settings
from yanxiu_core.engine import bounds, judge
from yanxiu_core.imports.job import run_now
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.work import Work

REFERENCE = (Path(__file__).parent / "reference.sql").read_text(encoding="utf-8")
PLAIN = """
    SELECT person_id, sum(amount) FROM ledger_lines
    WHERE tenant_id = :tenant AND policy = 'shaanxi.yuyang' AND on_date BETWEEN date '2025-01-01' AND date '2025-12-31'
    GROUP BY person_id
"""
ROUNDS = 5


def main(teachers: int) -> None:
    """Build a county, re-judge it, and print how long that takes against the references."""
    with (
        tempfile.TemporaryDirectory(prefix="yanxiu-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as server,
    ):
        settings = Settings(
            database_url=server.url,
            redis_url="redis://127.0.0.1:1",
            signing_key="k" * 32,
            files_url=f"{folder}/files",
        )
        migrate(settings)
        platform = build(settings)
        tenant = _county(platform, Path(folder), teachers)
        _analyze(server.url)
        plain = _timed(
            platform, tenant, lambda work: work.session.execute(text(PLAIN), {"tenant": tenant}).all()
        )
        reference = _timed(platform, tenant, lambda work: _by_hand(work, tenant))
        engine = _timed(platform, tenant, _judge_year)
        county = _timed(platform, tenant, verdicts.rejudge_county)
        _compare(platform, tenant)
        print(f"re-judging {teachers} people, one rule, the year 2025: {engine:.3f} s")
        print(f"  ratio to one hand-written statement (reference.sql): {engine / reference:.2f}")
        print(f"  ratio to a plain SELECT sum ... GROUP BY:     {engine / plain:.2f}")
        print(f"re-judging the county in every open window: {county:.3f} s")
        platform.dispose()


def _judge_year(work: Work) -> None:
    policy = work.registry.policies["shaanxi.yuyang"]
    judge.judge_rule(work, policy, policy.judged[0], bounds.resolve(work, bounds.CALENDAR_YEAR, "2025"), ())


def _analyze(url: str) -> None:
    # What autovacuum does within a minute; the owner of the server does it here at once.
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _county(platform: Platform, folder: Path, teachers: int) -> UUID:
    files = generate_county(
        folder, slug="bench", name="基准县", seed=1, schools=max(1, teachers // 100), teachers=teachers,
        activities=teachers, year=2025, sessions=60, format="csv",
    )  # fmt: skip
    tenant = platform.create_tenant("bench", "基准县", ["shaanxi.yuyang"])
    for form in ("roster", "activities", "attendance"):
        started = time.perf_counter()
        with platform.work(tenant) as work:
            _, report = run_now(work, form, getattr(files, form), ImportOptions())
        print(f"import {form}: {report.rows} rows in {time.perf_counter() - started:.1f} s")
    return tenant


def _by_hand(work: Work, tenant: UUID) -> None:
    session = work.session
    session.execute(text("DROP TABLE IF EXISTS reference_verdicts"))
    session.execute(
        text(
            "CREATE TEMPORARY TABLE reference_verdicts (person_id uuid PRIMARY KEY, unit_id uuid, measured numeric(12, 2), "
            "capped numeric(12, 2), required numeric(12, 2))"
        )
    )
    session.execute(text(REFERENCE), {"tenant": tenant})


def _timed(platform: Platform, tenant: UUID, action: Callable[..., object]) -> float:
    times = []
    for _ in range(ROUNDS):
        with platform.work(tenant) as work:
            started = time.perf_counter()
            action(work)
            times.append(time.perf_counter() - started)
    return median(times)


def _compare(platform: Platform, tenant: UUID) -> None:
    with platform.work(tenant) as work:
        _by_hand(work, tenant)
        different = work.session.scalar(
            text(
                "SELECT count(*) FROM reference_verdicts r FULL JOIN (SELECT v.* FROM verdicts v JOIN windows w "
                "ON w.id = v.window_id AND w.key = '2025') v ON v.person_id = r.person_id WHERE (r.unit_id, r.measured, "
                "r.capped, r.required) IS DISTINCT FROM (v.unit_id, v.measured, v.capped, v.required)"
            )
        )
    if different:
        raise SystemExit(f"{different} rows differ from the reference")
    print("the engine's rows are those of the reference")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
