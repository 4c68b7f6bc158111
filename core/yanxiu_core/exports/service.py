"""Run exports: find the exporter by name, stream it the rows, keep the file."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import Invalid
from yanxiu_core.exports.declarations import Exporter, ExportRequest
from yanxiu_core.exports.errors import ExporterUnknown
from yanxiu_core.files import service as files
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import JobKind, Progress
from yanxiu_core.jobs.models import Job
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.policies.lookup import rule_of
from yanxiu_core.reads import executor
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection
from yanxiu_core.tenancy.models import Tenant
from yanxiu_core.verdicts.reading import reading
from yanxiu_core.verdicts.sources import bounds_of, verdict_rows
from yanxiu_core.work import Work

QUEUE = "exports"
STEP = 500
"""Rows between two reports of progress."""

ROW = selection(
    "measured", "required", "capped", "missing", "status", "status_label", "eligibility", "provisional",
    "registered", "reviewed", "certified", "by_category",
    pick("person", "number", "name", "sex", "title", "subject"),
    pick("unit", "name", "code"),
)  # fmt: skip


def find(work: Work, name: str) -> Exporter:
    """The exporter of this name. Raises ExporterUnknown with those there are."""
    exporter = work.registry.exporters.get(name)
    if exporter is None:
        known = "、".join(work.registry.exporters) or "(无)"
        raise ExporterUnknown(
            f"没有导出格式 {name}; 可用: {known}", f"No exporter {name}; there are: {known}", field="exporter"
        )
    return exporter


def start(work: Work, exporter: str, rule_id: str, window: str, options: Mapping[str, Any]) -> Job:
    """Start an export of a rule's verdicts in a window. Raises Forbidden and whatever is wrong with the request."""
    work.require(Permission.EXPORTS_RUN)
    find(work, exporter)
    request_of(work, rule_id, window, options)
    job_input = {
        "exporter": exporter,
        "rule": rule_id,
        "window": window,
        "options": dict(options),
        "language": work.language,
    }
    return jobs.start(work, "export", QUEUE, job_input)


def handle(work: Work, job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write the document in the job's transaction and keep it; returns the file and how many rows it holds."""
    work.language = job.input["language"]
    exporter = find(work, job.input["exporter"])
    request = request_of(work, job.input["rule"], job.input["window"], job.input["options"])
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        name = f"{request.tenant_name}-{exporter.title.zh}-{request.window}.{exporter.extension}"
        path = Path(folder) / f"source.{exporter.extension}"
        rows = write(work, exporter, request, path, progress)
        file = files.keep(
            work, job.id, name=name, media_type=exporter.media_type, purpose=files.EXPORT, source=path
        )
    files.remove_expired(work)
    audit.record(work, "export.write", counts={"rows": rows}, rows=[(file.id, file.sha256)])
    return {"file_id": str(file.id), "name": file.name, "rows": rows, "size": file.size}


KIND = JobKind("export", QUEUE, handle)


def write(work: Work, exporter: Exporter, request: ExportRequest, target: Path, progress: Progress) -> int:
    """Write the document to a local file; returns the number of rows."""
    count = 0

    def rows() -> Iterator[Mapping[str, Any]]:
        nonlocal count
        count = 0
        for row in verdict_stream(work, request):
            count += 1
            if count % STEP == 0:
                progress(count, None, "writing")
            yield row

    exporter.write(request, rows, target)
    return count


def verdict_stream(work: Work, request: ExportRequest) -> Iterator[Mapping[str, Any]]:
    """The verdicts of the request in school order, through the declared reads, as a server-side cursor."""
    context = reading(work, policy=request.policy.id)
    return executor.stream(
        work.session,
        work.registry.nouns,
        context,
        "Verdict",
        ROW,
        where=lambda verdict: verdict.c.rule == request.rule_id,
        order="unit",
        source=verdict_rows(work, request.policy.id, request.window),
    )


def request_of(work: Work, rule_id: str, window: str, options: Mapping[str, Any]) -> ExportRequest:
    """The request in full. Raises PolicyUnknown, PolicyNotAdopted, WindowUnknown."""
    policy, rule = rule_of(work.registry.policies, rule_id)
    found = bounds_of(work, policy, rule, window)
    if not found:
        raise PolicyNotAdopted(
            f"本县没有采用 {policy.id}", f"This county has not adopted {policy.id}", field="rule"
        )
    bounds = found[0]
    if not isinstance(options, Mapping):
        raise Invalid("options 应为键值", "options must be an object", field="options")
    name = work.session.scalars(select(Tenant.name).where(Tenant.tenant_id == work.tenant_id)).one()
    return ExportRequest(
        tenant_name=name,
        policy=policy,
        rule_id=rule.id,
        window=window,
        starts_on=bounds.starts_on,
        ends_on=bounds.ends_on,
        today=work.today,
        made_at=datetime.now(work.zone),
        language=work.language,
        options=options,
    )
