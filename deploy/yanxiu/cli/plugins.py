"""`yanxiu plugin`: what is installed, where it is on, switches and settings."""

import json as json_module
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import select

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work
from yanxiu.cli.output import print_records, print_table
from yanxiu.cli.units import unit_named
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.switches import service
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.switches.standing import standings
from yanxiu_core.work import Work

HEADINGS = ("name", "title", "version", "level", "state", "settings", "failure", "pending")
TITLES = ("插件", "名称", "版本", "级别", "状态", "设置", "失败原因", "待迁移")
HISTORY = ("plugin", "unit", "enabled", "settings", "actor", "at")
HISTORY_TITLES = ("插件", "单位", "启用", "设置", "操作者", "时间")

app = typer.Typer(name="plugin", help="插件: 列出、启用、停用、设置、新建 / plugins", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="插件名 / the plugin's name")]
UnitOption = Annotated[
    str | None,
    typer.Option("--unit", help="单位代码或名称; 不给即全县 / code or name; the county by default"),
]


@app.command("list")
def list_plugins(tenant: TenantOption, unit: UnitOption = None, json: JsonOption = False) -> None:
    """列出插件及其在本县或本单位的状态 / how each plugin stands here."""
    with opened_work(tenant) as work:
        found = standings(work, _unit(work, unit))
    rows = [
        (
            each.name,
            each.plugin.title.zh if each.plugin else None,
            each.plugin.version if each.plugin else None,
            each.plugin.level if each.plugin else None,
            each.state,
            each.settings,
            each.failure,
            list(each.pending),
        )
        for each in found
    ]
    if json:
        print_records(HEADINGS, rows)
    else:
        print_table(TITLES, [(*row[:5], _spelled(row[5]), row[6], " ".join(row[7])) for row in rows])


@app.command()
def enable(name: NameArgument, tenant: TenantOption, unit: UnitOption = None) -> None:
    """启用, 立即生效 / switch on, at once."""
    with opened_work(tenant) as work:
        service.enable(work, name, _unit(work, unit))
    print(f"插件 {name} 已启用 / enabled")


@app.command()
def disable(name: NameArgument, tenant: TenantOption, unit: UnitOption = None) -> None:
    """停用, 数据都保留 / switch off; its data are kept."""
    with opened_work(tenant) as work:
        service.disable(work, name, _unit(work, unit))
    print(f"插件 {name} 已停用, 数据都保留着 / disabled, its data are kept")


@app.command()
def configure(
    name: NameArgument,
    tenant: TenantOption,
    settings: Annotated[list[str] | None, typer.Option("--set", help="名称=值, 可多次 / name=value")] = None,
    unit: UnitOption = None,
) -> None:
    """设置; 没有写出的沿用上级或默认 / set; what is not named is as above or by default."""
    with opened_work(tenant) as work:
        service.configure(work, name, dict(map(_setting, settings or ())), _unit(work, unit))
    print(f"插件 {name} 已设置 / configured")


@app.command()
def history(
    tenant: TenantOption,
    name: Annotated[str | None, typer.Option("--plugin", help="只列此插件 / this plugin alone")] = None,
    json: JsonOption = False,
) -> None:
    """谁在何时开关、设置了什么 / who switched and set what, the last first."""
    statement = (
        select(PluginSwitch.plugin, OrgUnit.name, PluginSwitch.enabled, PluginSwitch.settings)
        .add_columns(PluginSwitch.actor_name, PluginSwitch.at)
        .join(OrgUnit, (OrgUnit.tenant_id == PluginSwitch.tenant_id) & (OrgUnit.id == PluginSwitch.unit_id))
        .order_by(PluginSwitch.recorded_at.desc())
    )
    with opened_work(tenant) as work:
        statement = statement.where(PluginSwitch.tenant_id == work.tenant_id)
        if name is not None:
            statement = statement.where(PluginSwitch.plugin == name)
        rows: list[tuple[Any, ...]] = [tuple(row) for row in work.session.execute(statement)]
    if json:
        print_records(HISTORY, rows)
    else:
        print_table(HISTORY_TITLES, [(*row[:3], _spelled(row[3]), *row[4:]) for row in rows])


def _unit(work: Work, text: str | None) -> UUID | None:
    return unit_named(work, text) if text else None


def _setting(text: str) -> tuple[str, Any]:
    """A value is JSON where it reads as such (4, true, ["a"]), else text."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise typer.BadParameter(f"{text!r}: 请写作 名称=取值", param_hint="--set")
    try:
        return name.strip(), json_module.loads(value)
    except ValueError:
        return name.strip(), value.strip()


def _spelled(value: Any) -> str | None:
    return None if value is None else json_module.dumps(value, ensure_ascii=False)
