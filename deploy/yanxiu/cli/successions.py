"""`yanxiu unit`: create units, merge, split, close and rename them by a document, from a day on."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work
from yanxiu.cli.output import print_json, print_table
from yanxiu.cli.units import unit_named
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units import renaming, service, succession
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.org_units.succession import Outcome, Part
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work

app = typer.Typer(name="unit", help="单位的设立、撤并和更名 / units over their life", no_args_is_help=True)

UnitArgument = Annotated[str, typer.Argument(metavar="UNIT", help="单位代码或名称 / a unit's code or name")]
FromOption = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="自此日起 / first day")]
SourceOption = Annotated[str, typer.Option("--source", help="依据文件 / the document")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只试行 / tell and change nothing")]
TITLES = {
    "closed": "撤销单位",
    "people": "调入人员",
    "placed": "改隶单位",
    "activities": "移交活动",
    "assignments_ended": "终止安排",
    "overlays_ended": "退出片区等",
    "adoptions_ended": "停用策略",
    "review_groups_ended": "撤销审核组",
    "switches_left": "未带走的功能开关",
}


@app.command()
def create(
    tenant: TenantOption,
    name: Annotated[str, typer.Argument(metavar="NAME", help="名称 / its name")],
    kind: Annotated[str, typer.Option(help="类别 / school, teaching_point, subject_group, ...")] = "school",
    under: Annotated[str | None, typer.Option(help="上级; 默认县 / the unit above, default: county")] = None,
    code: Annotated[str | None, typer.Option(help="学校标识码 / school code")] = None,
    valid_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="自此日起 / first day")
    ] = None,
) -> None:
    """设立单位 / create a unit."""
    with opened_work(tenant) as work:
        above = unit_named(work, under) if under else root_id(work)
        since = {"valid_from": valid_from.date()} if valid_from else {}
        unit = service.create(work, kind=kind, name=name, code=code, parent_id=above, **since)
    print(unit.id)


@app.command()
def merge(
    tenant: TenantOption,
    units: Annotated[list[str], typer.Argument(metavar="UNIT...", help="并入的单位 / those that are closed")],
    into: Annotated[str, typer.Option("--into", help="接续单位 / the unit that follows")],
    valid_from: FromOption,
    source: SourceOption,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """合并单位 / merge units into another."""
    with opened_work(tenant) as work:
        ids = [unit_named(work, unit) for unit in units]
        outcome = succession.merge(
            work,
            ids,
            unit_named(work, into),
            valid_from=valid_from.date(),
            source=source,
            dry_run=dry_run,
        )
    _tell(outcome, json=json)


@app.command()
def split(
    tenant: TenantOption,
    unit: UnitArgument,
    parts: Annotated[
        list[str],
        typer.Option(
            "--part", metavar="UNIT=...", help="去处=工号或下级单位, 逗号分开 / who and what goes there"
        ),
    ],
    valid_from: FromOption,
    source: SourceOption,
    closes: Annotated[bool, typer.Option("--close", help="撤销原单位 / the unit is closed")] = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """分设单位 / split parts off a unit."""
    with opened_work(tenant) as work:
        unit_id = unit_named(work, unit)
        outcome = succession.split(
            work,
            unit_id,
            [_part(work, unit_id, part) for part in parts],
            closes=closes,
            valid_from=valid_from.date(),
            source=source,
            dry_run=dry_run,
        )
    _tell(outcome, json=json)


@app.command()
def close(
    tenant: TenantOption,
    unit: UnitArgument,
    valid_from: FromOption,
    source: SourceOption,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """撤销单位 / close a unit in which nobody is any more."""
    with opened_work(tenant) as work:
        unit_id = unit_named(work, unit)
        outcome = succession.close(
            work, unit_id, valid_from=valid_from.date(), source=source, dry_run=dry_run
        )
    _tell(outcome, json=json)


@app.command()
def rename(
    tenant: TenantOption,
    unit: UnitArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="新名称 / the new name")],
    valid_from: FromOption,
    source: SourceOption,
) -> None:
    """单位更名 / rename a unit."""
    with opened_work(tenant) as work:
        renaming.rename(work, unit_named(work, unit), name, valid_from=valid_from.date(), source=source)
    print(f"已更名: {unit} → {name} / renamed")


def _part(work: Work, unit_id: UUID, text: str) -> Part:
    """`新校=T1,T2,语文组`: by 工号, else a unit directly below the one that is split, else any by its code."""
    to, _, named = text.partition("=")
    words = [word.strip() for word in named.replace("，", ",").split(",") if word.strip()]
    people = dict(
        work.session.execute(
            select(Person.number, Person.id).where(
                Person.tenant_id == work.tenant_id, Person.number.in_(words)
            )
        ).all()
    )
    units = tuple(_below(work, unit_id, word) for word in words if word not in people)
    return Part(unit_named(work, to.strip()), tuple(people.values()), units)


def _tell(outcome: Outcome, *, json: bool) -> None:
    if json:
        print_json(asdict(outcome))
    else:
        print_table(list(TITLES.values()), [[asdict(outcome)[name] for name in TITLES]])


def _below(work: Work, unit_id: UUID, word: str) -> UUID:
    try:
        return unit_named(work, word, under=unit_id)
    except NotFound as error:
        raise NotFound(
            f"“{word}”不是本县人员的工号, 也不是该单位的直接下级(或同名的不止一个); 请核对",
            f"{word} is neither a number of the county's people nor the one unit of that name directly below",
            field="part",
        ) from error
