"""A county's own forms: kept when they can be filled, replaced by title, used by exports, refused without a trace."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from yanxiu_core.access.actor import Actor
from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.errors import Forbidden, Invalid, NotFound
from yanxiu_core.exports import service as exports
from yanxiu_core.exports.declarations import EXPORTERS, Exporter, Placeholder, Read, TemplateForm
from yanxiu_core.exports.errors import ExporterUnknown
from yanxiu_core.exports.requests import Asked
from yanxiu_core.exports.subjects import TENANT
from yanxiu_core.files import service as files
from yanxiu_core.files.models import StoredFile
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.selection import select as selection
from yanxiu_core.templates import service as templates
from yanxiu_core.templates.models import ExportTemplate


def write(request, reads, target):
    """Put the first unit's name in the place of NAME."""
    name = next(reads("units"))["name"]
    target.write_text(request.template.read_text(encoding="utf-8").replace("NAME", name), encoding="utf-8")


def check(template):
    """A form must hold NAME."""
    if "NAME" not in template.read_text(encoding="utf-8"):
        raise Invalid("第1行: 没有 NAME", "line 1: no NAME", field="uploadId")


FORM = TemplateForm(check, (Placeholder("NAME", "单位"),))
SAMPLE = Exporter(
    "letter", Text(zh="信函", en="Letter"), "text/plain", "txt", write, TENANT,
    {"units": Read("OrgUnit", selection("name"))}, template=FORM,
)  # fmt: skip


@pytest.fixture(scope="module")
def made(county):
    """A county with an exporter that fills letters."""
    plain = county("样例县")
    registry = plain.platform.registry.having(EXPORTERS, "exporters", SAMPLE)
    return replace(plain, platform=replace(plain.platform, registry=registry))


@pytest.fixture
def upload(made, tmp_path):
    """Upload a text; gives the file's id."""

    def run(content):
        path = tmp_path / "letter.txt"
        path.write_text(content, encoding="utf-8")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with made.work() as work:
            file = files.announce(work, name="letter.txt", media_type="text/plain")
            return files.arrived(work, file.id, path, sha256=sha256, size=path.stat().st_size).id

    return run


@pytest.fixture
def keep(made):
    """Keep a form; gives its id."""

    def run(file_id, title="通知", exporter="letter", **options):
        with made.work(**options) as work:
            return templates.keep(work, exporter=exporter, title=title, file_id=file_id).id

    return run


def counts(made):
    with made.work() as work:
        kinds = (ExportTemplate, AuditRecord)
        held = select(func.count()).select_from(StoredFile).where(StoredFile.expires_at.is_(None))
        return [
            *(work.session.scalar(select(func.count()).select_from(kind)) for kind in kinds),
            work.session.scalar(held),
        ]


def exported(made, template):
    with made.work() as work:
        job = exports.start(work, "letter", Asked(template=template))
        result = exports.handle(work, work.session.get(Job, (work.tenant_id, job.id)), silent)
        return b"".join(files.read(work, files.stored(work, result["file_id"]))).decode()


def test_a_form_is_kept_used_replaced_and_retired(made, upload, keep):
    first = keep(upload("致 NAME："))
    assert exported(made, first) == "致 样例县："
    with made.work() as work:
        queued = exports.start(work, "letter", Asked(template=first)).id
    second = keep(upload("NAME 台鉴："), title=" 通知 ")
    with made.work() as work:
        work.session.execute(
            text("UPDATE files SET expires_at = :past WHERE expires_at IS NOT NULL"),
            {"past": work.today - timedelta(1)},
        )
        assert files.remove_expired(work) == 1
        assert templates.by_title(work, "letter", "通知").id == second
        result = exports.handle(work, work.session.get(Job, (work.tenant_id, queued)), silent)
        assert b"".join(files.read(work, files.stored(work, result["file_id"]))).decode() == "致 样例县："
    assert exported(made, second) == "样例县 台鉴："
    with made.work() as work:
        templates.retire(work, second)
    with pytest.raises(NotFound, match="已有: \\(无\\)"), made.work() as work:
        templates.by_title(work, "letter", "通知")
    for refused in (templates.retire, lambda work, kept: exports.start(work, "letter", Asked(template=kept))):
        with pytest.raises(NotFound), made.work() as work:
            refused(work, second)


def test_what_cannot_be_kept_leaves_nothing(made, upload, keep):
    good, bad = upload("致 NAME："), upload("致某单位：")
    before = counts(made)
    refusals = [
        ({"file_id": bad}, Invalid, "uploadId"),
        ({"file_id": good, "title": " "}, Invalid, "title"),
        ({"file_id": good, "title": "长" * 101}, Invalid, "title"),
        ({"file_id": good, "exporter": "summary_pdf"}, Invalid, "exporter"),
        ({"file_id": good, "exporter": "nothing"}, ExporterUnknown, "exporter"),
        ({"file_id": uuid4()}, NotFound, "fileId"),
    ]
    for given, error, field in refusals:
        with pytest.raises(error) as refusal:
            keep(**given)
        assert refusal.value.details["field"] == field
    with pytest.raises(Forbidden):
        keep(good, actor=Actor("token", None, "审核", "auditor"))
    assert counts(made) == before


def test_a_form_that_is_too_large_is_refused(made, upload, keep, monkeypatch):
    monkeypatch.setattr(templates, "LARGEST", 10)
    with pytest.raises(Invalid, match="超过上限"):
        keep(upload("NAME" * 10))


def test_an_exporter_and_its_forms_belong_together(made, upload, keep, county):
    kept = keep(upload("NAME"), title="便函")
    foreign = county("邻县")
    wrong = [
        (made, "letter", Asked(), Invalid),
        (made, "letter", Asked(template=uuid4()), NotFound),
        (made, "observation_blank_pdf", Asked(template=kept), Invalid),
        (made, "form_unit_xlsx", Asked(rule="yuyang.annual_hours", window="2025", template=kept), NotFound),
        (replace(foreign, platform=made.platform), "letter", Asked(template=kept), NotFound),
    ]
    for where, name, asked, error in wrong:
        with pytest.raises(error) as refusal, where.work() as work:
            exports.start(work, name, asked)
        assert refusal.value.details["field"] == "template"
