"""Run exports: find the exporter by name, stream it its reads, keep the file."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, select, union_all

from yanxiu_core.activities.models import Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.engine.terms import adopted_policies
from yanxiu_core.exports.declarations import Exporter, ExportRequest, Read
from yanxiu_core.exports.finding import find
from yanxiu_core.exports.requests import Asked, request_of
from yanxiu_core.files import service as files
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import JobKind, Progress
from yanxiu_core.jobs.models import Job
from yanxiu_core.people.models import Person
from yanxiu_core.plugins.calling import call
from yanxiu_core.plugins.parts import Contributed
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.reads import executor
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.templates import service as templates
from yanxiu_core.verdicts.reading import reading
from yanxiu_core.verdicts.sources import verdict_rows
from yanxiu_core.work import Work

QUEUE = "exports"
STEP = 500
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is in a document: how many rows were read for it, and the check code printed on it, if any."""

    rows: int
    check: str | None


def start(work: Work, name: str, asked: Asked) -> Job:
    """Start an export. Raises Forbidden, PluginDisabled, and whatever is wrong with the request."""
    request_of(work, find(work, name, asked.unit).thing, asked)
    if asked.template:
        templates.current(work, asked.template)
    job_input = {"exporter": name, **asked.as_json(), "language": work.language}
    return jobs.start(work, "export", QUEUE, job_input)


def handle(work: Work, job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write the document in the job's transaction and keep it; returns the file, how many rows, and the check code."""
    work.language = job.input["language"]
    asked = Asked.from_json(job.input)
    found = find(work, job.input["exporter"], asked.unit)
    exporter = found.thing
    request = request_of(work, exporter, asked)
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        path = Path(folder) / f"source.{exporter.extension}"
        written = write(work, found, request, path, progress)
        file = files.keep(
            work,
            job.id,
            name=name_of(work, exporter, request),
            media_type=exporter.media_type,
            purpose=files.EXPORT,
            source=path,
        )
    files.remove_expired(work)
    audit.record(work, "export.write", counts={"rows": written.rows}, rows=[(file.id, file.sha256)])
    return {
        "file_id": str(file.id),
        "name": file.name,
        "rows": written.rows,
        "size": file.size,
        "check": written.check,
    }


KIND = JobKind("export", QUEUE, handle)


def name_of(work: Work, exporter: Exporter, request: ExportRequest) -> str:
    """The document's name as a file: whose it is, what it is, of when."""
    whose = request.unit_name
    if request.person_id:
        whose = work.session.get_one(Person, (work.tenant_id, request.person_id)).name
    if request.activity_id:
        whose = work.session.get_one(Activity, (work.tenant_id, request.activity_id)).number
    parts = [whose, exporter.title.zh, *([request.judging.window] if request.judging else [])]
    return f"{'-'.join(parts)}.{exporter.extension}"


def write(
    work: Work, exporter: Contributed[Exporter], request: ExportRequest, target: Path, progress: Progress
) -> Written:
    """Let the exporter's plugin write the document to a local file."""
    read = _Reading(work, exporter.thing, request, progress)
    what, fill = f"write {exporter.thing.name}", exporter.thing.write
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        form = Path(folder) / f"template.{exporter.thing.extension}"
        if request.template_id:
            templates.fetch(work, request.template_id, form)
        given = replace(request, template=form if request.template_id else None)

        def run(_: Work) -> str | None:
            printed = fill(given, read, target)
            if not target.is_file():
                raise FileNotFoundError("the exporter has written no file")
            return printed

        check = call(work, exporter.plugin, what, run, seconds=None)
    return Written(read.count, check)


@dataclass(slots=True)
class _Reading:
    """The reads of one document, counted while they are streamed."""

    work: Work
    exporter: Exporter
    request: ExportRequest
    progress: Progress
    count: int = 0

    def __call__(self, name: str = "rows") -> Iterator[Mapping[str, Any]]:
        for row in _stream(self.work, self.exporter.reads[name], self.request):
            self.count += 1
            if self.count % STEP == 0:
                self.progress(self.count, None, "writing")
            yield row

    def file(self, file_id: str, target: Path) -> None:
        """The bytes of a stored file of the county."""
        files.fetch(self.work, files.stored(self.work, UUID(file_id)), target)


def _stream(work: Work, read: Read, request: ExportRequest) -> Iterator[Mapping[str, Any]]:
    """The rows of a read, as a server-side cursor, with the caller's permissions."""
    judging, where = request.judging, read.where
    one_policy = judging.policy.id if judging and not read.adopted else None
    window = judging.window if judging and read.adopted else None
    return executor.stream(
        work.session,
        work.registry.nouns,
        _named(reading(work, policy=one_policy, window=window), request),
        read.noun,
        read.fields,
        where=(lambda rows: where(rows, request)) if where else None,
        order=read.order,
        source=_verdicts(work, read, request) if read.noun == "Verdict" and judging else None,
    )


def _named(context: ReadContext, request: ExportRequest) -> ReadContext:
    """A document of a window that is over calls units as they were called on its last day."""
    if request.named_on >= context.today:
        return context
    return replace(context, extra={**context.extra, "named_on": request.named_on})


def _verdicts(work: Work, read: Read, request: ExportRequest) -> FromClause:
    """The verdicts of the window, stored or derived: of the request's policy, or of every one that knows the window."""
    judged = request.judged
    if not read.adopted:
        return verdict_rows(work, judged.policy.id, judged.window)
    found = []
    for policy in adopted_policies(work):
        try:
            found.append(verdict_rows(work, policy.id, judged.window))
        except (
            WindowUnknown,
            PolicyNotAdopted,
        ):  # a policy whose windows have other keys has nothing to say here
            continue
    return union_all(*(select(rows) for rows in found)).subquery("verdict_rows")
