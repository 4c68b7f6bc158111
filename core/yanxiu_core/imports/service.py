"""Run an import: stage, check as a set, write as a whole or not at all, report every bad row."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database.planning import bulk
from yanxiu_core.errors import Invalid
from yanxiu_core.imports import (
    activities,
    attendance,
    external_trainings,
    obligations,
    reach,
    records,
    roster,
)
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.spec import IMPORTERS, ImportSpec
from yanxiu_core.imports.staging import StagingTable, settle
from yanxiu_core.jobs.handlers import Progress, silent
from yanxiu_core.plugins.calling import call
from yanxiu_core.plugins.parts import Contributed
from yanxiu_core.switches.state import require_on
from yanxiu_core.tabular.reader import read
from yanxiu_core.tabular.records import Problem, Row
from yanxiu_core.work import Work

SPECS = {
    importer.form.name: importer
    for importer in (
        roster.SPEC,
        activities.SPEC,
        attendance.SPEC,
        records.SPEC,
        obligations.SPEC,
        external_trainings.SPEC,
    )
}

COUNTED = (
    "added", "corrected", "unchanged", "refused", "activities_confirmed", "lines_posted", "lines_reversed",
)  # fmt: skip
"""What the audit record of an import says."""


def spec(work: Work, kind: str) -> ImportSpec:
    """The importer of this kind, core's or a plugin's. Raises Invalid, naming the kinds there are."""
    brought = work.registry.of(IMPORTERS)
    if kind in SPECS:
        return SPECS[kind]
    if kind in brought:
        return _called(brought[kind])
    kinds = ", ".join((*SPECS, *brought))
    raise Invalid(
        f"没有“{kind}”这种导入; 可用: {kinds}", f"No import {kind!r}; there are: {kinds}", field="kind"
    )


def _called(brought: Contributed[ImportSpec]) -> ImportSpec:
    """A plugin's importer whose steps are calls of the plugin, undone and named if they fail."""
    importer, plugin = brought.thing, brought.plugin

    def prepare(work: Work) -> None:
        call(work, plugin, f"{importer.form.name} prepare", importer.prepare, seconds=None)

    def apply(work: Work, options: ImportOptions, report: ImportReport) -> None:
        def run(own: Work) -> None:
            importer.apply(own, options, report)

        call(work, plugin, f"{importer.form.name} apply", run, seconds=None)

    return replace(importer, prepare=prepare, apply=apply)


def _plugin(work: Work, kind: str) -> str | None:
    """Whose list it is; None for core's."""
    brought = work.registry.of(IMPORTERS)
    return brought[kind].plugin if kind in brought else None


def allow(work: Work, kind: str, options: ImportOptions) -> ImportSpec:
    """Refuse (Forbidden) unless the actor may do everything that this import does; PluginDisabled where it is off."""
    importer, plugin = spec(work, kind), _plugin(work, kind)
    if plugin is not None:
        require_on(work, plugin)
    reach.require(work, importer)
    if kind == "attendance" and options.confirm:
        work.require(Permission.ACTIVITIES_CONFIRM)
    return importer


def run(
    work: Work, kind: str, source: Path, options: ImportOptions, progress: Progress = silent
) -> ImportReport:
    """Import a file. Good rows are written if all are good, or if asked to keep the valid ones; a dry run undoes it.

    Afterwards the temporary table `problems` holds what was found (see `problems`). Raises TableError when the file
    cannot be read at all, Forbidden when the actor may not.
    """
    importer = allow(work, kind, options)
    report = ImportReport(kind=kind, dry_run=options.dry_run)
    table = StagingTable(importer.types)
    table.create(work.session)
    report.rows = table.load(work.session, read(source, importer.form), progress)
    progress(report.rows, report.rows, "checking")
    if not options.dry_run:
        # From here on nothing that the checks rest on may change under us.
        work.record()
    with bulk(work.session):
        importer.prepare(work)
        for last in (False, True):
            for check in importer.checks:
                if check.last is last and check.concerns(options):
                    check.run_in(work, options.valid_from)
            if not last:
                reach.check(work, importer, _plugin(work, kind))
            settle(work.session)
        _count(work, report)
        if report.good > 0 and (report.refused == 0 or options.keep_valid):
            progress(report.rows, report.rows, "writing")
            # A dry run does all of it and undoes it: its counts are those of the run that would follow.
            with work.trial() if options.dry_run else nullcontext():
                importer.apply(work, options, report)
                _count_changes(work, report)
                report.written = not options.dry_run
                _audit(work, report)
    return report


def problems(work: Work) -> Iterator[dict[str, Any]]:
    """What this transaction's import found, in the order of the file: row number, column, value, code, texts."""
    statement = text("SELECT * FROM problems ORDER BY line, severity, code")
    result = work.session.execute(statement.execution_options(yield_per=1000))
    for row in result.mappings():
        yield dict(row)


def bad_rows(work: Work, kind: str, source: Path) -> Iterator[Row]:
    """The rows of the file that have errors, as the office wrote them, each with all its problems."""
    found = (item for item in problems(work) if item["severity"] == "error")
    pending = next(found, None)
    for line, row in enumerate(read(source, spec(work, kind).form), start=1):
        own: list[Problem] = []
        while pending is not None and pending["line"] == line:
            names = ("sheet", "row_number", "heading", "value", "code", "zh", "en")
            own.append(Problem(*(pending[name] for name in names)))
            pending = next(found, None)
        if own:
            yield Row(row.sheet, row.number, row.values, row.raw, tuple(own))


def _count(work: Work, report: ImportReport) -> None:
    row = work.session.execute(
        text(
            "SELECT count(*) FILTER (WHERE ok) AS good, count(*) FILTER (WHERE NOT ok) AS refused, "
            "(SELECT count(*) FROM problems WHERE severity = 'warning') AS warnings FROM staged"
        )
    ).one()
    report.good, report.refused, report.warnings = row.good, row.refused, row.warnings


def _count_changes(work: Work, report: ImportReport) -> None:
    for change, count in work.session.execute(
        text("SELECT change, count(*) FROM staged WHERE ok GROUP BY change")
    ).all():
        setattr(report, change, count)


def _audit(work: Work, report: ImportReport) -> None:
    rows = work.session.scalars(
        text("SELECT encode(sha256(string_agg(staged::text, E'\\n' ORDER BY line)::bytea), 'hex') FROM staged "
             "WHERE change <> 'unchanged'")
    ).one()  # fmt: skip
    counts = {name: getattr(report, name) for name in COUNTED}
    audit.record(work, f"import.{report.kind}", counts=counts, rows=[rows])
