"""Keep a county's own form, once its exporter has found that it can be filled; retire it; find it."""

import tempfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.exports.finding import find
from yanxiu_core.files import service as files
from yanxiu_core.files.models import StoredFile
from yanxiu_core.plugins.calling import call
from yanxiu_core.templates.models import ExportTemplate
from yanxiu_core.work import Work

LONGEST_TITLE = 100
LARGEST = 5 << 20
"""Bytes; an office's form has some ten thousand."""


def keep(work: Work, *, exporter: str, title: str, file_id: UUID) -> ExportTemplate:
    """Keep an uploaded form under a title; one that has it already is retired.

    Raises Forbidden, ExporterUnknown, NotFound, Conflict, and Invalid for a title or form that does not do: then
    nothing is kept.
    """
    work.require(Permission.TEMPLATES_WRITE)
    name = title.strip()
    if not name or len(name) > LONGEST_TITLE:
        raise Invalid(
            f"模板名称不能为空, 且不超过 {LONGEST_TITLE} 个字",
            f"A template needs a title of at most {LONGEST_TITLE} characters",
            field="title",
        )
    file = files.stored(work, file_id)
    _check(work, exporter, file)
    try:
        with work.session.begin_nested():
            _retire(work, exporter, name)
            template = ExportTemplate(
                tenant_id=work.tenant_id, exporter=exporter, title=name, file_id=file.id
            )
            work.session.add(template)
            work.session.flush()
    except IntegrityError as error:
        raise Conflict(
            f"模板“{name}”正由他人保存; 请再试一次",
            f"Somebody else is keeping {name!r}; try again",
            field="title",
        ) from error
    files.hold(file)
    audit.record(
        work, "template.keep", counts={"templates": 1}, rows=[(template.id, exporter, name, file.sha256)]
    )
    return template


def retire(work: Work, template_id: UUID) -> ExportTemplate:
    """List a form no longer. Raises Forbidden, NotFound."""
    work.require(Permission.TEMPLATES_WRITE)
    template = current(work, template_id)
    template.retired_at = func.clock_timestamp()
    work.session.flush()
    audit.record(work, "template.retire", counts={"templates": 1}, rows=[(template.id,)])
    return template


def current(work: Work, template_id: UUID) -> ExportTemplate:
    """A form that is not retired. Raises NotFound."""
    template = work.session.get(ExportTemplate, (work.tenant_id, template_id))
    if template is None or template.retired_at is not None:
        raise NotFound(
            "没有这个模板, 或已停用", "There is no such template, or it was retired", field="template"
        )
    return template


def by_title(work: Work, exporter: str, title: str) -> ExportTemplate:
    """The form of this title. Raises NotFound with the titles there are."""
    found = work.session.scalars(_current(work, exporter)).all()
    for template in found:
        if template.title == title:
            return template
    known = "、".join(template.title for template in found) or "(无)"
    raise NotFound(
        f"{exporter} 没有模板“{title}”; 已有: {known}", f"{exporter} has no template {title!r}; there are: {known}",
        field="template",
    )  # fmt: skip


def fetch(work: Work, template_id: UUID, target: Path) -> None:
    """Write a form to a local file, retired or not: an export that was started with it is finished with it."""
    template = work.session.get_one(ExportTemplate, (work.tenant_id, template_id))
    files.fetch(work, files.stored(work, template.file_id), target)


def _current(work: Work, exporter: str) -> Select[ExportTemplate]:
    return (
        select(ExportTemplate)
        .where(
            ExportTemplate.tenant_id == work.tenant_id,
            ExportTemplate.exporter == exporter,
            ExportTemplate.retired_at.is_(None),
        )
        .order_by(ExportTemplate.title)
    )


def _retire(work: Work, exporter: str, title: str) -> None:
    for template in work.session.scalars(_current(work, exporter).with_for_update()):
        if template.title == title:
            template.retired_at = func.clock_timestamp()
    work.session.flush()


def _check(work: Work, name: str, file: StoredFile) -> None:
    found = find(work, name)
    form = found.thing.template
    if form is None:
        filling = "、".join(_filling(work)) or "(无)"
        raise Invalid(
            f"{name} 不填写模板; 可以的有: {filling}",
            f"{name} fills no templates; these do: {filling}",
            field="exporter",
        )
    if (file.size or 0) > LARGEST:
        raise Invalid(
            f"模板有 {(file.size or 0) >> 20} MB, 超过上限 {LARGEST >> 20} MB; 请删去图片",
            f"The template has {(file.size or 0) >> 20} MB, more than the {LARGEST >> 20} allowed; remove pictures",
            field="uploadId",
        )
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        path = Path(folder) / f"template.{found.thing.extension}"
        files.fetch(work, file, path)
        call(work, found.plugin, f"check a template of {name}", lambda _: form.check(path))


def _filling(work: Work) -> list[str]:
    return [name for name, found in work.registry.of(EXPORTERS).items() if found.thing.template]
