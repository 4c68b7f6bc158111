"""`yanxiu template`: a county's own forms, which exporters fill."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work
from yanxiu.cli.output import print_records, print_table
from yanxiu.platform import installed
from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.files import service as files
from yanxiu_core.templates import service as templates
from yanxiu_core.templates.models import ExportTemplate

app = typer.Typer(name="template", help="本县的导出模板 / the county's own forms", no_args_is_help=True)
ExporterArgument = Annotated[str, typer.Argument(help="如 form_unit_xlsx / exporter")]
TitleOption = Annotated[str, typer.Option(help="模板名称 / what it is known by")]
HEADINGS = ("exporter", "title", "created_at")
TITLES = ("导出格式", "名称", "保存时间")


@app.command()
def keep(exporter: ExporterArgument, file: Path, tenant: TenantOption, title: TitleOption) -> None:
    """检查并保存模板; 同名的被替换 / check a form and keep it; one of the same title is replaced."""
    with opened_work(tenant) as work:
        with file.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        announced = files.announce(work, name=file.name, media_type="application/octet-stream")
        stored = files.arrived(work, announced.id, file, sha256=sha256, size=file.stat().st_size)
        templates.keep(work, exporter=exporter, title=title, file_id=stored.id)
    print(f"已保存模板“{title}” / kept")


@app.command()
def retire(exporter: ExporterArgument, tenant: TenantOption, title: TitleOption) -> None:
    """停用模板 / list a form no longer."""
    with opened_work(tenant) as work:
        templates.retire(work, templates.by_title(work, exporter, title).id)
    print(f"已停用模板“{title}” / retired")


@app.command("list")
def list_templates(tenant: TenantOption, json: JsonOption = False) -> None:
    """列出在用的模板 / list the forms in use."""
    with opened_work(tenant) as work:
        kept = ExportTemplate
        rows = work.session.execute(
            select(kept.exporter, kept.title, kept.created_at)
            .where(kept.tenant_id == work.tenant_id, kept.retired_at.is_(None))
            .order_by(kept.exporter, kept.title)
        ).all()
    print_records(HEADINGS, rows) if json else print_table(TITLES, rows)


@app.command()
def placeholders(exporter: ExporterArgument) -> None:
    """列出模板中可用的占位符 / list what can stand in {{ }}."""
    found = installed().of(EXPORTERS).get(exporter)
    form = found.thing.template if found else None
    if form is None:
        known = ", ".join(name for name, owned in installed().of(EXPORTERS).items() if owned.thing.template)
        raise typer.BadParameter(f"{exporter} 不填写模板; 可用 / these do: {known}", param_hint="EXPORTER")
    print_table(("中文名", "英文名"), ((each.zh, each.name) for each in form.placeholders))
