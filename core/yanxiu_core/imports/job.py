"""Imports as jobs: started from an uploaded file, or run at once by the command line."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.database.planning import MANY
from yanxiu_core.files import service as files
from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import JobKind, Progress, silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.tabular.errors_workbook import write_error_workbook
from yanxiu_core.work import Work

QUEUE = "imports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def start(work: Work, kind: str, file_id: UUID, options: ImportOptions) -> Job:
    """Start an import of an upload: one's own, or for the county anybody's.

    Raises Forbidden, Invalid for an unknown kind, NotFound, Conflict.
    """
    imports.allow(work, kind, options)
    file = files.own(work, file_id)
    job_input = {
        "form": kind,
        "file_id": str(file.id),
        "file_name": file.name,
        "options": options.model_dump(mode="json"),
    }
    return jobs.start(work, "import", QUEUE, job_input)


def run_now(
    work: Work, kind: str, source: Path, options: ImportOptions, progress: Progress = silent
) -> tuple[Job, ImportReport]:
    """Import a local file in this transaction, recorded as a job like any other."""
    job = Job(
        tenant_id=work.tenant_id,
        kind="import",
        input={"form": kind, "file_name": source.name, "options": options.model_dump(mode="json")},
        actor=jobs.freeze(work.actor),
    )
    work.session.add(job)
    work.session.flush()
    report = _import(work, job, kind, source, options, progress)
    jobs.succeed(job, report.as_json())
    work.session.flush()
    return job, report


def handle(work: Work, job: Job, progress: Progress) -> Mapping[str, Any]:
    """Import the uploaded file in the job's transaction."""
    file = files.stored(work, UUID(job.input["file_id"]))
    options = ImportOptions.model_validate(job.input["options"])
    with _local() as path:
        files.fetch(work, file, path)
        report = _import(work, job, job.input["form"], path, options, progress)
    files.remove_expired(work)
    return report.as_json()


TABLES = (
    "people", "person_facts", "person_units", "org_units", "org_edges", "activities", "activity_segments",
    "activity_units", "participations", "records", "obligations", "external_trainings", "ledger_lines", "verdicts",
)  # fmt: skip


def grown(result: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables that an import with this result (a report as JSON) has changed much; none after a small one."""
    written = sum(result[name] for name in ("added", "corrected", "lines_posted", "lines_reversed"))
    return TABLES if written > MANY else ()


KIND = JobKind("import", QUEUE, handle, grown)


def _import(
    work: Work, job: Job, kind: str, source: Path, options: ImportOptions, progress: Progress
) -> ImportReport:
    report = imports.run(work, kind, source, options, progress)
    if report.refused or report.warnings:
        _keep_problems(work, job)
    if report.refused:
        name = f"{PurePath(job.input['file_name']).stem}-问题行.xlsx"
        with _local(".xlsx") as path:
            write_error_workbook(path, imports.spec(work, kind).form, imports.bad_rows(work, kind, source))
            kept = files.keep(work, job.id, name=name, media_type=XLSX, purpose=files.PROBLEMS, source=path)
            report.problems_file_id = str(kept.id)
    return report


def _keep_problems(work: Work, job: Job) -> None:
    work.session.execute(
        text(
            """
            INSERT INTO import_problems
                (tenant_id, id, job_id, position, sheet, "row", "column", value, code, severity, zh, en)
            SELECT :tenant, uuidv7(), :job, row_number() OVER (ORDER BY line, severity, code), sheet, row_number,
                   heading, value, code, severity, zh, en
            FROM problems
            """
        ),
        {"tenant": work.tenant_id, "job": job.id},
    )


@contextmanager
def _local(suffix: str = "") -> Iterator[Path]:
    # Never under the upload's own name, which may be too long for a folder or lead out of it.
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        yield Path(folder) / f"source{suffix}"
