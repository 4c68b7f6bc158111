"""`yanxiu plugin`: what is installed, where it is on, switches and settings."""

import json as json_module
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import select

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work, settings_with_logging
from yanxiu.cli.output import print_records, print_table
from yanxiu.cli.units import unit_named
from yanxiu.platform import installed
from yanxiu.scaffold.writing import write
from yanxiu.settings import role_url
from yanxiu_core.errors import Conflict, Invalid
from yanxiu_core.events import service as events
from yanxiu_core.migrations import plugins
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.plugins.declarations import NAME
from yanxiu_core.switches import service
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.switches.standing import DISABLED, ENABLED, FAILED, standing, standings
from yanxiu_core.work import Work

HEADINGS = ("name", "title", "version", "level", "state", "settings", "failure", "pending", "parked")
TITLES = ("插件", "名称", "版本", "级别", "状态", "设置", "失败原因", "待迁移", "搁置")
STATES = {
    ENABLED: "已启用 / enabled",
    DISABLED: "已停用, 数据都保留着 / disabled, its data are kept",
    FAILED: "出错, 见 yanxiu plugin list / failed, see yanxiu plugin list",
}
SHORT = {ENABLED: "已启用", DISABLED: "已停用", FAILED: "出错"}
DECIDED = {True: "启用", False: "停用", None: "沿用上级"}
HISTORY = ("plugin", "unit", "enabled", "settings", "actor", "at")
HISTORY_TITLES = ("插件", "单位", "启用", "设置", "操作者", "时间")

app = typer.Typer(name="plugin", help="插件: 列出、启用、停用、设置、新建 / plugins", no_args_is_help=True)


class Kind(StrEnum):
    """What a new plugin brings."""

    POLICY = "policy"
    FEATURE = "feature"
    EXPORTER = "exporter"


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
            each.parked,
        )
        for each in found
    ]
    if json:
        print_records(HEADINGS, rows)
    else:
        print_table(
            TITLES,
            [
                (*row[:4], SHORT.get(row[4], row[4]), _spelled(row[5]), row[6], " ".join(row[7]), row[8])
                for row in rows
            ],
        )


@app.command()
def enable(name: NameArgument, tenant: TenantOption, unit: UnitOption = None) -> None:
    """启用, 立即生效 / switch on, at once."""
    _switch(service.enable, tenant, name, unit)


@app.command()
def disable(name: NameArgument, tenant: TenantOption, unit: UnitOption = None) -> None:
    """停用, 数据都保留 / switch off; its data are kept."""
    _switch(service.disable, tenant, name, unit)


@app.command()
def reset(name: NameArgument, tenant: TenantOption, unit: UnitOption = None) -> None:
    """收回开关决定, 重新沿用上级或默认 / follow the unit above, or the plugin's default, again."""
    _switch(service.reset, tenant, name, unit)


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
def retry(name: NameArgument, tenant: TenantOption) -> None:
    """再试搁置的反应 / try again what the plugin failed to do after events of this county."""
    with opened_work(tenant) as work:
        count = events.retry(work, name)
        if not count:
            work.registry.plugin(name)  # a slip in the name is told
    print(f"插件 {name}: 再试 {count} 件 / {count} tried again")


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
        print_table(HISTORY_TITLES, [(*row[:2], DECIDED[row[2]], _spelled(row[3]), *row[4:]) for row in rows])


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="插件名, 小写字母和数字 / name")],
    kind: Annotated[Kind, typer.Option(help="策略、功能或导出 / what it brings")],
    directory: Annotated[Path, typer.Option(help="写到此文件夹之下 / parent folder")] = Path(),
) -> None:
    """新建一个插件: 可安装、带例子和测试 / write a plugin to start from: a complete distribution."""
    folder = write(name, kind.value, directory)
    print(f"已写入 {folder}; 请看其中的 README.md / written, see its README.md")


@app.command("remove-data")
def remove_data(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", help="确认永久删除 / really, for ever")] = False,
) -> None:
    """永久删除一个已卸载插件的数据表, 所有县的 / drop the tables of a removed plugin, of all counties, for ever."""
    settings = settings_with_logging()
    if name in installed().plugins:
        raise Conflict(
            f"插件 {name} 还安装着; 请先卸载它的软件包",
            f"Plugin {name} is still installed; remove its distribution first",
        )
    if not yes:
        raise Invalid(
            f"这会永久删除插件 {name} 在所有县的数据; 确认请加 --yes",
            f"This drops the data of plugin {name} in all counties for ever; confirm with --yes",
        )
    if not NAME.fullmatch(name):
        raise Invalid(f"“{name}”不是插件名", f"{name!r} is no plugin's name")
    dropped = plugins.remove_data(role_url(settings, "owner"), name)
    print(f"已删除 / dropped: {' '.join(dropped) or '(无 / none)'}")


def _unit(work: Work, text: str | None) -> UUID | None:
    return unit_named(work, text) if text else None


def _switch(change: Callable[[Work, str, UUID | None], Any], slug: str, name: str, unit: str | None) -> None:
    """Decide, and tell how the plugin stands then."""
    with opened_work(slug) as work:
        unit_id = _unit(work, unit)
        change(work, name, unit_id)
        state = standing(work, name, unit_id).state
    print(f"插件 {name} {STATES[state]}")


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
