"""Create and fill the demo counties once, and find them again at every later start."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from yanxiu.demo.catalogue import COUNTIES
from yanxiu.demo.county import DemoCounty, Stage
from yanxiu.demo.generator import generate_county
from yanxiu.platform import Platform
from yanxiu_core.audit import service as audit
from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.errors import NotFound
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.jobs.models import SUCCEEDED, Job
from yanxiu_core.work import Work

FIRST_YEAR = 2025
TABLES = ("roster", "activities", "attendance")
PLAYED = "demo.stage"
Tell = Callable[[str], None]


def provide(platform: Platform, folder: Path, tell: Tell) -> dict[DemoCounty, UUID]:
    """The counties' tenant ids, after creating them, importing the years they lack and playing what has happened since.

    The files stay in `folder`. A year, or a stage, is one transaction, so an interrupted start leaves nothing half done.
    """
    found = {county: _tenant(platform, county) for county in COUNTIES}
    for county, tenant_id in found.items():
        _fill(platform, county, tenant_id, folder, tell)
    return found


def _fill(platform: Platform, county: DemoCounty, tenant_id: UUID, folder: Path, tell: Tell) -> None:
    with platform.work(tenant_id) as work:
        county.prepare(work)
        today = work.today
        lacking = [year for year in _years(today) if not _known(work, county, year)]
        waiting = [stage for stage in county.stages(today) if not _was_played(work, stage)]
    for year in lacking:
        tell(f"导入 {county.name} {year} 年 / importing {county.slug} {year} ...")
        with platform.work(tenant_id) as work:
            _import_year(work, county, year, folder)
    if lacking:
        platform.app.analyze(*import_job.TABLES)
    for stage in waiting:
        with platform.work(tenant_id) as work:
            stage.play(work)
            audit.record(work, PLAYED, counts={"stages": 1}, detail={"stage": stage.name})


def _tenant(platform: Platform, county: DemoCounty) -> UUID:
    try:
        return platform.tenant(county.slug)
    except NotFound:
        return platform.create_tenant(county.slug, county.name, list(county.policies))


def _years(today: date) -> range:
    return range(FIRST_YEAR, max(today.year, FIRST_YEAR) + 1)


def _was_played(work: Work, stage: Stage) -> bool:
    played = select(AuditRecord.id).where(
        AuditRecord.tenant_id == work.tenant_id,
        AuditRecord.command == PLAYED,
        AuditRecord.detail["stage"].astext == stage.name,
    )
    return bool(work.session.scalar(select(played.exists())))


def _import_year(work: Work, county: DemoCounty, year: int, folder: Path) -> None:
    for table, path in zip(TABLES, _files(county, year, work.today, folder), strict=True):
        _, report = import_job.run_now(work, table, path, ImportOptions())
        if report.refused:
            raise AssertionError(f"{path} has bad rows, see its import job")


def _files(county: DemoCounty, year: int, today: date, folder: Path) -> list[Path]:
    """Roster, activities and attendance of the year, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        made = generate_county(
            Path(fresh),
            slug=county.slug,
            name=county.place,
            seed=county.number,
            schools=county.schools,
            teachers=county.teachers,
            activities=county.activities,
            year=year,
            sessions=county.sessions,
            hours=county.hours,
            number=county.number,
            first=1 + (year - FIRST_YEAR) * county.activities,
            until=today if year == today.year else None,
        )
        paths = (made.roster, made.activities, made.attendance)
        named = zip(TABLES, paths, strict=True)
        return [path.replace(folder / _name(county, year, table)) for table, path in named]


def _name(county: DemoCounty, year: int, table: str) -> str:
    return f"{county.slug}-{year}-{table}.xlsx"


def _known(work: Work, county: DemoCounty, year: int) -> bool:
    """Whether the year's last file has been imported."""
    done = select(Job.id).where(
        Job.tenant_id == work.tenant_id,
        Job.kind == import_job.KIND.name,
        Job.state == SUCCEEDED,
        Job.input["file_name"].astext == _name(county, year, TABLES[-1]),
    )
    return bool(work.session.scalar(select(done.exists())))
