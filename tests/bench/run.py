"""Benchmarks as ratios to named references, in one run: `make bench`, or `python tests/bench/run.py [TEACHERS [SESSIONS]]`."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, text

from yanxiu.demo.generator import generate_county
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.platform import Platform, build, migrate
from yanxiu.settings import Settings
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.engine import bounds, judge
from yanxiu_core.imports.job import run_now
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.verdicts.trial import policy_try
from yanxiu_core.work import Work

HERE = Path(__file__).parent
COUNTY = (HERE / "reference_county.sql").read_text(encoding="utf-8")
PERSON = (HERE / "reference_person.sql").read_text(encoding="utf-8")
FREE = """
    SELECT a.id AS activity_id, p.id AS person_id FROM people p, activities a
    WHERE a.state = 'confirmed' AND a.starts_on BETWEEN '2025-01-01' AND '2025-12-31' AND NOT EXISTS (
        SELECT FROM participations x WHERE x.person_id = p.id AND x.activity_id = a.id) LIMIT 1
"""
ONE_BY_HAND = (
    "UPDATE tenant_heads SET recorded_at = clock_timestamp() WHERE tenant_id = :tenant",
    """INSERT INTO participations (tenant_id, id, activity_id, position, person_id, role, status, recorded_at)
       VALUES (:tenant, uuidv7(), :activity, 1, :person, '参加', '出席', clock_timestamp())""",
    """INSERT INTO ledger_lines (tenant_id, id, person_id, policy, measure, amount, on_date, starts_at, recorded_at,
           activity_id, activity_number, kind, category, role, source_id, conversion, assurance, item)
       SELECT :tenant, uuidv7(), :person, l.policy, l.measure, l.amount, s.on_date, s.starts_at, clock_timestamp(), a.id,
           a.number, a.kind, a.kind, '参加', uuidv7(), l.conversion, 'registered', ''
       FROM activities a JOIN activity_segments s ON s.tenant_id = a.tenant_id AND s.activity_id = a.id
       CROSS JOIN (VALUES ('', 'count', 1, ''), ('bench', 'hours', 2, '1900-01-01')) l (policy, measure, amount, conversion)
       WHERE a.tenant_id = :tenant AND a.id = :activity AND s.superseded_at IS NULL""",
)
PLAIN = """
    SELECT person_id, sum(amount) FROM ledger_lines
    WHERE tenant_id = :tenant AND policy = 'bench' AND on_date BETWEEN date '2025-01-01' AND date '2025-12-31'
    GROUP BY person_id
"""
COLUMNS = (
    "subject_id, person_id, unit_id, adoption_id, measured, required, upper, base, capped, registered, reviewed, "
    "certified, comparator, eligibility, eligible_on, rule_version"
)
ROUNDS = 5
ROWS = 250_000
"""An import takes at most 300,000 rows."""


def main(teachers: int, sessions: int) -> None:
    """Build a county, judge it anew, and print how long that takes against the references."""
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
        policy = load_policy(HERE / "policy")
        platform = replace(platform, registry=replace(platform.registry, policies={policy.id: policy}))
        tenant = _county(platform, Path(folder), teachers, sessions)
        _analyze(server.url)
        reference = _rejudge(platform, tenant, teachers)
        _one(platform, tenant)
        _try_draft(platform, tenant, reference)
        platform.dispose()


def _rejudge(platform: Platform, tenant: UUID, teachers: int) -> float:
    plain = _timed(platform, tenant, lambda work: work.session.execute(text(PLAIN), {"tenant": tenant}).all())
    reference = _timed(platform, tenant, _by_hand)
    engine = _timed(platform, tenant, _judge_year)
    _compare(platform, tenant)
    print(f"judging {teachers} people anew, five rules, the year 2025: {engine:.3f} s")
    print(f"  ratio to one hand-written statement (reference_county.sql): {engine / reference:.2f}")
    print(f"  ratio to a plain SELECT sum ... GROUP BY:     {engine / plain:.2f}")
    return reference


def _one(platform: Platform, tenant: UUID) -> None:
    """One new participation in a confirmed activity: recorded, posted and judged, against the same by hand."""
    with platform.work(tenant) as work:
        free = work.session.execute(text(FREE)).one()
    engine = _timed(platform, tenant, lambda work: _record(work, free), clean=False, rounds=30)
    reference = _timed(platform, tenant, lambda work: _record_by_hand(work, free), clean=False, rounds=30)
    print(f"one new participation recorded, posted and judged: {engine * 1000:.1f} ms")
    print(
        f"  ratio to a hand-written insert and re-aggregate (reference_person.sql): {engine / reference:.2f}"
    )


def _record(work: Work, free: Any) -> None:
    participations.record(work, free.activity_id, [Entry(free.person_id, "出席")])


def _record_by_hand(work: Work, free: Any) -> None:
    parameters = {**_ids(work), "person": free.person_id, "activity": free.activity_id}
    for statement in ONE_BY_HAND:
        work.session.execute(text(statement), parameters)
    work.session.execute(text(PERSON), parameters)


def _try_draft(platform: Platform, tenant: UUID, reference: float) -> None:
    """A draft that raises the hours from 40 to 45, tried against the whole county."""

    def tried(work: Work) -> None:
        draft = Draft("bench", root_id(work), {"required_hours": "45"}, date(2025, 1, 1), 1, "草案")
        policy_try(work, draft, "2025")

    took = _timed(platform, tenant, tried, clean=False)
    print(f"a draft tried on the county: {took:.3f} s")
    print(f"  ratio to the hand-written statement (reference_county.sql): {took / reference:.2f}")


def _judge_year(work: Work) -> None:
    policy = work.registry.policies["bench"]
    rules = [(policy, rule) for rule in policy.judged]
    judge.judge_rules(work, rules, bounds.resolve(work, bounds.CALENDAR_YEAR, "2025"), ())


def _by_hand(work: Work) -> None:
    work.session.execute(text(COUNTY), _ids(work))


def _ids(work: Work) -> dict[str, Any]:
    window = work.session.scalar(text("SELECT id FROM windows WHERE key = '2025' AND kind = 'calendar_year'"))
    adoption = work.session.scalar(text("SELECT id FROM adoptions WHERE policy = 'bench'"))
    return {"tenant": work.tenant_id, "window": window, "adoption": adoption}


def _analyze(url: str) -> None:
    # What autovacuum does within a minute; the owner of the server does it here at once.
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _county(platform: Platform, folder: Path, teachers: int, sessions: int) -> UUID:
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


class _RolledBackError(Exception):
    """Ends a transaction without its effect."""


def _timed(
    platform: Platform,
    tenant: UUID,
    action: Callable[[Work], object],
    *,
    clean: bool = True,
    rounds: int = ROUNDS,
) -> float:
    """The median of some rounds, each rolled back; `clean` rounds write the county's verdicts into an empty table."""
    times = []
    for _ in range(rounds):
        try:
            with platform.work(tenant) as work:
                if clean:
                    work.session.execute(text("DELETE FROM verdicts"))
                started = time.perf_counter()
                action(work)
                times.append(time.perf_counter() - started)
                raise _RolledBackError  # noqa: TRY301 - the way out of the transaction
        except _RolledBackError:
            pass
    return median(times)


def _compare(platform: Platform, tenant: UUID) -> None:
    try:
        with platform.work(tenant) as work:
            kept = f"SELECT rule, {COLUMNS} FROM verdicts WHERE window_id = (SELECT id FROM windows WHERE key = '2025')"
            work.session.execute(text(f"CREATE TEMPORARY TABLE derived AS {kept}"))
            work.session.execute(text("DELETE FROM verdicts"))
            _by_hand(work)
            different = work.session.scalar(
                text(
                    f"SELECT count(*) FROM ((TABLE derived EXCEPT {kept}) UNION ALL ({kept} EXCEPT TABLE derived)) d"
                )
            )
            judged = work.session.scalar(text("SELECT count(*) FROM derived"))
            raise _RolledBackError  # noqa: TRY301 - as above
    except _RolledBackError:
        pass
    if different or not judged:
        raise SystemExit(f"{different} of {judged} rows differ from the reference")
    print(f"the engine's {judged} rows are those of the reference")


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:]]
    main(*given, *(12_000, 60)[len(given) :])
