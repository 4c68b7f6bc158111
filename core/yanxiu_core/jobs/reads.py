"""What can be read of jobs: imports, exports and re-judging."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Uuid, cast

from yanxiu_core.access.permissions import Permission
from yanxiu_core.imports.models import ImportProblem
from yanxiu_core.jobs.models import Job
from yanxiu_core.reads.declarations import (
    Connection,
    Guard,
    Json,
    Noun,
    ReadContext,
    Value,
    by,
    columns,
    link,
)

JOB_FIELDS = columns("kind", "state", "created_at", "started_at", "finished_at")


def _json(name: str) -> Json:
    return Json(lambda job, _context, _args: job.c[name])


def _error(job: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return job.c.error_en if context.language.lower().startswith("en") else job.c.error_zh


def _message(problem: FromClause, context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return problem.c.en if context.language.lower().startswith("en") else problem.c.zh


def _of_kind(kind: str) -> Any:
    return lambda job, _context: job.c.kind == kind


def _of_actor(name: str) -> Any:
    """Jobs belong to the reach of whoever started them: a teacher sees the own, a school those of its credentials."""
    return lambda job: cast(job.c.actor[name].astext, Uuid())


_OF_WHO_STARTED = Guard(unit=_of_actor("unit_id"), person=_of_actor("person_id"))
IMPORT_JOB = Noun(
    name="ImportJob",
    table=Job.__table__,
    permission=Permission.IMPORTS_RUN,
    guard=_OF_WHO_STARTED,
    rows=_of_kind("import"),
    order={**by("created_at"), **by("created_at", name="latest", descending=True)},
    fields={
        **JOB_FIELDS,
        "input": _json("input"),
        "result": _json("result"),
        "error": Value(_error),
        "problems": Connection("ImportProblem", link("id", "job_id")),
    },
)

EXPORT_JOB = Noun(
    name="ExportJob",
    table=Job.__table__,
    permission=Permission.EXPORTS_RUN,
    guard=_OF_WHO_STARTED,
    rows=_of_kind("export"),
    order={**by("created_at"), **by("created_at", name="latest", descending=True)},
    fields={**JOB_FIELDS, "input": _json("input"), "result": _json("result"), "error": Value(_error)},
)

IMPORT_PROBLEM = Noun(
    name="ImportProblem",
    table=ImportProblem.__table__,
    permission=Permission.IMPORTS_RUN,
    guard=Guard.open(),
    order=by("position"),
    fields={
        **columns("sheet", "row", "column", "value", "code", "severity", "zh", "en"),
        "message": Value(_message),
    },
)
