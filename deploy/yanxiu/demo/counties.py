"""The two demo counties: created and filled once, found again at every later start."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from yanxiu.demo.generator import generate_county
from yanxiu.platform import Platform
from yanxiu_core.errors import NotFound
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.jobs.models import SUCCEEDED, Job
from yanxiu_core.work import Work

POLICY = "shaanxi.yuyang"
FIRST_YEAR = 2025
TABLES = ("roster", "activities", "attendance")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoCounty:
    """A made-up county. `number` stands in its 工号 and 活动编号, far from those that real files might use."""

    slug: str
    name: str
    place: str
    number: int
    schools: int = 8
    teachers: int = 160
    activities: int = 240

    @property
    def teacher(self) -> str:
        """The 工号 of the first teacher on the roster."""
        return f"T{self.number:02}00001"


COUNTIES = (
    DemoCounty("yuyang", "榆阳区(示范)", "榆阳", 61),
    DemoCounty("jiyuan", "济源市(示范)", "济源", 62),
)


def provide(platform: Platform, folder: Path, tell: Tell) -> dict[DemoCounty, UUID]:
    """Both counties' tenant ids, after creating them and importing the years they lack; the files stay in `folder`.

    A year is imported in one transaction, so an interrupted start leaves nothing half done.
    """
    found = {county: _tenant(platform, county) for county in COUNTIES}
    lacking = [
        (county, year)
        for county, tenant_id in found.items()
        for year in _lacking(platform, county, tenant_id)
    ]
    for county, year in lacking:
        tell(f"导入 {county.name} {year} 年 / importing {county.slug} {year} ...")
        with platform.work(found[county]) as work:
            _import_year(work, county, year, folder)
    if lacking:
        platform.app.analyze(*import_job.TABLES)
    return found


def _tenant(platform: Platform, county: DemoCounty) -> UUID:
    try:
        return platform.tenant(county.slug)
    except NotFound:
        return platform.create_tenant(county.slug, county.name, [POLICY])


def _lacking(platform: Platform, county: DemoCounty, tenant_id: UUID) -> list[int]:
    with platform.work(tenant_id) as work:
        years = range(FIRST_YEAR, max(work.today.year, FIRST_YEAR) + 1)
        return [year for year in years if not _known(work, county, year)]


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
