"""Imports and exports as jobs: names that are no paths, files that a retry replaces, what is audited and removed."""

import hashlib
from dataclasses import replace
from uuid import UUID, uuid5

import pytest
from sqlalchemy import text

from yanxiu.platform import job_kinds
from yanxiu_core.access.actor import Actor
from yanxiu_core.exports import service as exports
from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.exports.requests import Asked
from yanxiu_core.files import service as files
from yanxiu_core.files.models import StoredFile
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.verdicts import service as verdicts

ATTENDANCE = "活动编号 工号 姓名 状态"
GOOD, BAD = ("A1", "T3", "王五", "出席"), ("A1", "T9", "无名", "出席")
ASKED = Asked(rule="yuyang.annual_hours", window="2025")


@pytest.fixture
def made(school):
    return school()


def uploaded(county, path, name="签到表.csv"):
    """An import job of this file, uploaded under this name."""
    with county.work() as work:
        file = files.announce(work, name=name, media_type="text/csv")
        files.arrived(work, file.id, path, sha256="", size=path.stat().st_size)
        return import_job.start(work, "attendance", file.id, ImportOptions(keep_valid=True)).id


def carried_out(county, job_id, *, commit=True):
    """What a worker does; returns the result. Without `commit` the attempt is lost after its effect."""
    with county.work() as work:
        job = work.session.get(Job, (work.tenant_id, job_id))
        result = job_kinds(work.registry)[job.kind].handle(work, job, silent)
        jobs.succeed(job, result)
        if not commit:
            work.session.rollback()
    return result


@pytest.mark.parametrize("name", ["签" * 250 + ".csv", "..", "../../签到表.csv", "甲/乙.csv", "a\\b.csv"])
def test_an_uploads_name_is_no_path(made, listed, name):
    result = carried_out(made, uploaded(made, listed(ATTENDANCE, GOOD, BAD), name))
    assert (result["added"], result["refused"]) == (1, 1)
    with made.work() as work:
        names = work.session.scalars(text("SELECT name FROM files ORDER BY purpose")).all()
    assert names[1] == name.replace("/", "-").replace("\\", "-")
    assert names[0].endswith("-问题行.xlsx")
    assert not any("/" in each or "\\" in each for each in names)


def test_a_countys_name_is_no_path_either(county):
    made = county("甲/乙县")
    with made.work() as work:
        job_id = exports.start(work, "summary_csv", ASKED).id
    assert carried_out(made, job_id)["name"].startswith("甲-乙县-")


def test_a_retried_job_replaces_its_own_file(made, listed, rows_in):
    job_id = uploaded(made, listed(ATTENDANCE, BAD))
    with made.work() as work:
        export_id = exports.start(work, "summary_csv", ASKED).id
    for each in (job_id, export_id):
        carried_out(made, each, commit=False)
    problems = carried_out(made, job_id)["problems_file_id"]
    written = carried_out(made, export_id)["file_id"]
    assert UUID(problems) == uuid5(job_id, "problems")
    assert UUID(written) == uuid5(export_id, "export")
    assert rows_in(made)["files"] == 3
    with made.work() as work:
        file = files.stored(work, UUID(written))
        assert hashlib.sha256(b"".join(files.read(work, file))).hexdigest() == file.sha256


def test_an_export_speaks_the_language_it_was_asked_in(made):
    seen = []

    def write(request, reads, target):
        seen.append((request.language, {row["status_label"] for row in reads()}))
        target.write_text("-")

    plain = made.platform.registry
    spy = replace(plain.of(EXPORTERS)["summary_csv"].thing, name="spy", write=write)
    registry = plain.having(EXPORTERS, "exporters", spy)
    county = replace(made, platform=replace(made.platform, registry=registry))
    for language in ("zh-CN", "en"):
        with county.work(language=language) as work:
            job_id = exports.start(work, "spy", ASKED).id
        carried_out(county, job_id)
    assert [language for language, _ in seen] == ["zh-CN", "en"]
    assert [label.isascii() for _, labels in seen for label in labels] == [False, True]


def test_a_job_removes_the_files_whose_time_is_over(made, listed):
    old = uploaded(made, listed(ATTENDANCE, BAD))
    carried_out(made, old)
    with made.work() as work:
        work.session.execute(text("UPDATE files SET expires_at = now() - interval '1 second'"))
        keys = [files.key_of(file) for file in work.session.query(StoredFile)]
    assert len(keys) == 2
    new = uploaded(made, listed(ATTENDANCE, GOOD))
    carried_out(made, new)
    with made.work() as work:
        assert [file.state for file in work.session.query(StoredFile)] == ["stored"]
        for key in keys:
            with pytest.raises(FileNotFoundError):
                next(work.store.stream(key))


def test_starting_a_job_and_announcing_a_file_are_audited(made, listed, query):
    uploaded(made, listed(ATTENDANCE, GOOD))
    with made.work() as work:
        exports.start(work, "summary_csv", ASKED)
        verdicts.start_rejudging(work)
    commands = "SELECT command, counts FROM audit_records WHERE at > now() - interval '1 hour' ORDER BY id"
    assert query(made, commands)[-4:] == [
        ("file.announce", {"files": 1}),
        ("import.start", {"jobs": 1}),
        ("export.start", {"jobs": 1}),
        ("judge.start", {"jobs": 1}),
    ]


def test_the_audit_of_an_import_counts_what_followed(made, query):
    found = query(made, "SELECT counts FROM audit_records WHERE command = 'import.attendance'")
    assert found == [
        (
            {
                "added": 4,
                "corrected": 0,
                "unchanged": 0,
                "refused": 0,
                "activities_confirmed": 2,
                "lines_posted": 10,
                "lines_reversed": 0,
            },
        )
    ]


def test_an_actor_frozen_before_reach_was_known_thaws():
    frozen = jobs.freeze(Actor("token", None, "教务系统", "integrator"))
    del frozen["unit_id"], frozen["person_id"]
    assert jobs.thaw(frozen) == Actor("token", None, "教务系统", "integrator")


@pytest.mark.parametrize(
    ("added", "posted", "told"), [(0, 0, False), (200, 0, False), (201, 0, True), (1, 400, True)]
)
def test_statistics_are_renewed_after_large_imports_alone(added, posted, told):
    result = {"added": added, "corrected": 0, "lines_posted": posted, "lines_reversed": 0}
    assert bool(import_job.KIND.grown(result)) is told
    assert exports.KIND.grown({}) == ()
