"""A county of its own for one test."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu.cli.units import unit_named
from yanxiu.platform import Platform
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.switches import service as switches
from yanxiu_core.work import Work


@dataclass(frozen=True)
class County:
    """A tenant of the platform."""

    platform: Platform
    tenant_id: UUID
    slug: str

    def work(self, **options: Any) -> AbstractContextManager[Work]:
        """One transaction of the service here, as the operator unless `actor` and `access` say otherwise."""
        return self.platform.work(self.tenant_id, **options)

    def bring(self, kind: str, path: Path, **options: Any) -> ImportReport:
        """Import a file in a transaction of its own; `options` are those of ImportOptions."""
        with self.work() as work:
            return import_job.run_now(work, kind, path, ImportOptions(**options))[1]

    def bring_all(self, files: Any) -> None:
        """Import roster, activities and attendance."""
        for kind in ("roster", "activities", "attendance"):
            report = self.bring(kind, getattr(files, kind))
            assert report.refused == 0, f"{kind}: {report.refused} rows"  # noqa: S101 - this is part of a test

    def enable(self, plugin: str, unit: str | None = None) -> None:
        """Switch a plugin on, for the county or for the unit with this code or name."""
        with self.work() as work:
            switches.enable(work, plugin, unit_named(work, unit) if unit else None)

    def disable(self, plugin: str, unit: str | None = None) -> None:
        """Switch a plugin off."""
        with self.work() as work:
            switches.disable(work, plugin, unit_named(work, unit) if unit else None)

    def count(self, table: str) -> int:
        """How many rows of the county a table holds: where something is refused, nothing must have changed."""
        with self.work() as work:
            found: int = work.session.scalars(text(f"SELECT count(*) FROM {table}")).one()
            return found
