"""`yanxiu export` and `yanxiu exporters`: documents into local files."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import ColumnElement, select, true

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work
from yanxiu.cli.output import print_records, print_table
from yanxiu.cli.progress import shown_progress
from yanxiu.platform import installed
from yanxiu_core.activities.models import Activity
from yanxiu_core.errors import Invalid, NotFound
from yanxiu_core.exports import service as exports
from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.exports.finding import find
from yanxiu_core.exports.requests import Asked, request_of
from yanxiu_core.notices.models import PublicNotice
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.templates import service as templates
from yanxiu_core.work import Work

HEADINGS = ("name", "title", "subject", "needs", "takes", "options")
TITLES = ("名称", "文件", "对象", "须给出", "可给出", "选项")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export")(export)
    app.command("exporters")(exporters)


def exporters(json: JsonOption = False) -> None:
    """列出可以导出的文件 / list the documents there are."""
    rows = [
        (
            e.name,
            e.title.zh,
            e.subject.name,
            *map(" ".join, (e.subject.needs, e.subject.may, e.options.model_fields)),
        )
        for e in (owned.thing for owned in installed().of(EXPORTERS).values())
    ]
    if json:
        print_records(HEADINGS, rows)
    else:
        print_table(TITLES, rows)


def export(
    exporter: Annotated[str, typer.Argument(help="如 summary_xlsx; 全部见 yanxiu exporters / exporter")],
    tenant: TenantOption,
    output: Annotated[Path, typer.Option(help="写入的文件 / file to write")],
    rule: Annotated[str | None, typer.Option(help="规则 / rule id")] = None,
    window: Annotated[str | None, typer.Option(help="时段, 如 2025 / window")] = None,
    unit: Annotated[str | None, typer.Option(help="单位代码或名称; 不给即全县 / code or name")] = None,
    person: Annotated[str | None, typer.Option(help="工号 / a person's number")] = None,
    activity: Annotated[str | None, typer.Option(help="活动编号 / an activity's number")] = None,
    notice: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="公示的首日, 连同 --unit; 不给即最近一次 / its first day, with --unit"
        ),
    ] = None,
    template: Annotated[str | None, typer.Option(help="本县模板的名称 / title of the county's form")] = None,
    check: Annotated[
        str | None, typer.Option(help="核对纸上的校验码; 不符则退出码为 1 / compare with a sheet's code")
    ] = None,
    option: Annotated[list[str] | None, typer.Option(help="名称=值, 可多次 / name=value, repeatable")] = None,
) -> None:
    """导出到文件 / write a document."""
    with opened_work(tenant) as work, shown_progress() as progress:
        own = _id(work, OrgUnit, (OrgUnit.code == unit) | (OrgUnit.name == unit), unit, "unit")
        first = notice.date() if notice else None
        shown = (PublicNotice.starts_on == first) & (PublicNotice.unit_id == own if own else true())
        asked = Asked(
            rule=rule,
            window=window,
            unit=own,
            person=_id(work, Person, Person.number == person, person, "person"),
            activity=_id(work, Activity, Activity.number == activity, activity, "activity"),
            notice=_id(
                work, PublicNotice, shown, str(first) if first else None, "notice", "" if own else "--unit"
            ),
            template=templates.by_title(work, exporter, template).id if template else None,
            options=dict(map(_option, option or [])),
        )
        found = find(work, exporter, asked.unit)
        _require_place(output, exporter, found.thing.extension)
        written = exports.write(work, found, request_of(work, found.thing, asked), output, progress)
    print(f"已导出 {written.rows} 行到 {output} / {written.rows} rows written")
    if written.check:
        print(f"校验码 {written.check} / check code")
    if check and check.strip().upper() != written.check:
        print(
            f"与 {check} 不符: 那张表之后数据有变, 已作废 / the sheet with {check} is void: its data changed"
        )
        raise typer.Exit(1)


def _id(
    work: Work, kind: Any, condition: ColumnElement[bool], given: str | None, name: str, adding: str = ""
) -> UUID | None:
    """The one thing that is meant. `adding` is the option that tells several apart. Raises NotFound for none or several."""
    if given is None:
        return None
    found = work.session.scalars(
        select(kind.id).where(kind.tenant_id == work.tenant_id, condition).limit(2)
    ).all()
    if len(found) != 1:
        how, english = ("没有", "Nothing is") if not found else ("不止一个", "More than one thing is")
        more = (f"请加上 {adding}", f"; add {adding}") if found and adding else ("请核对", "")
        raise NotFound(
            f"--{name} {given}: 本县{how}这样的对象; {more[0]}",
            f"--{name}: {english} known as {given}{more[1]}",
            field=name,
        )
    return UUID(str(found[0]))


def _require_place(output: Path, exporter: str, extension: str) -> None:
    """Refuse before anything is made: what cannot be written there, or would be called what it is not."""
    if not output.absolute().parent.is_dir():
        raise Invalid(
            f"没有文件夹 {output.absolute().parent}; 请先建立, 或改 --output",
            f"There is no folder {output.absolute().parent}; make it, or change --output",
            field="output",
        )
    if output.is_dir() or output.suffix.lower() != f".{extension}":
        raise Invalid(
            f"{exporter} 写出 .{extension} 文件, --output 应以 .{extension} 结尾, 而不是 {output}",
            f"{exporter} writes a .{extension} file: --output must end in .{extension}, and is {output}",
            field="output",
        )


def _option(given: str) -> tuple[str, Any]:
    """`name=value`; lists and objects are written as JSON, any other value as it is."""
    name, separator, value = given.partition("=")
    if not separator:
        raise typer.BadParameter(f"{given!r}: 请写成 名称=值 / write name=value", param_hint="--option")
    if not value.startswith(("[", "{")):
        return name, value
    try:
        return name, json.loads(value)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"{given!r}: {error}", param_hint="--option") from error
