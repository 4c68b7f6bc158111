"""`yanxiu policy`: adopt, amend, override, retire, upgrade, try and list what a county has adopted."""

import json as json_module
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import case, select

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work
from yanxiu.cli.output import print_json, print_records, print_table
from yanxiu.cli.units import names_of, unit_named
from yanxiu_core.adoptions import changes, drafts, service
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.verdicts.trial import policy_try
from yanxiu_core.work import Work

app = typer.Typer(
    name="policy", help="本县采用的策略 / the policies a county lives with", no_args_is_help=True
)

HEADINGS = ("id", "policy", "unit", "edition", "parameters", "valid_from", "valid_to", "source", "follows")
TITLES = ("编号", "策略", "单位", "版次", "参数", "起", "止", "依据文件", "其余随上级")
CHANGES = ("规则", "工号", "姓名", "单位", "现状", "采用后", "现计入", "采用后计入", "现要求", "采用后要求")

PolicyArgument = Annotated[str, typer.Argument(metavar="POLICY", help="策略, 如 shaanxi.yuyang / policy id")]
IdArgument = Annotated[UUID, typer.Argument(metavar="ID", help="采用记录的编号, 见 list / the adoption's id")]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="单位代码或名称; 默认全县 / unit, default: county")
]
SetOption = Annotated[list[str] | None, typer.Option("--set", help="参数, 如 required_hours=45 / name=value")]
FromOption = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="自此日起 / first day")]
SourceOption = Annotated[str, typer.Option("--source", help="依据文件 / the document")]
EditionOption = Annotated[int | None, typer.Option(help="版次; 默认现行版 / edition, default: present")]
DONE = "已记录, 全县的结论将由后台任务重新判定 / recorded; a job judges the county anew"


@app.command()
def adopt(
    tenant: TenantOption,
    policy: PolicyArgument,
    valid_from: FromOption,
    parameters: SetOption = None,
    unit: UnitOption = None,
    source: SourceOption = "",
    edition: EditionOption = None,
    digest: Annotated[
        str | None, typer.Option(help="试算所得摘要: 有变动则拒绝 / from `try`: refused if anything changed")
    ] = None,
) -> None:
    """采用策略 / adopt a policy for the county or a unit."""
    with opened_work(tenant) as work:
        draft = _draft(work, policy, unit, parameters, valid_from, edition, source)
        if digest is None:
            terms: dict[str, Any] = {"parameters": draft.parameters, "valid_from": draft.valid_from}
            adoption = service.adopt(
                work, policy, draft.unit_id, **terms, source=source, edition=edition
            )  # fmt: skip
        else:
            adoption = drafts.adopt_draft(work, draft, digest)
        _tell(adoption)


@app.command()
def amend(
    tenant: TenantOption,
    adoption_id: IdArgument,
    valid_from: FromOption,
    source: SourceOption,
    parameters: SetOption = None,
) -> None:
    """修订参数, 其余不变; “名称=”改回策略原值 / change parameters; `name=` goes back to the policy's own."""
    with opened_work(tenant) as work:
        values: dict[str, Any] = {"parameters": _parameters(parameters), "valid_from": valid_from.date()}
        _tell(changes.amend(work, adoption_id, **values, source=source))


@app.command()
def override(
    tenant: TenantOption,
    policy: PolicyArgument,
    unit: Annotated[str, typer.Option("--unit", help="下级单位的代码或名称 / a unit below the county")],
    valid_from: FromOption,
    source: SourceOption,
    parameters: SetOption = None,
) -> None:
    """为下级单位另定参数 / set other parameters for a unit below."""
    with opened_work(tenant) as work:
        values: dict[str, Any] = {"parameters": _parameters(parameters), "valid_from": valid_from.date()}
        _tell(service.override(work, policy, unit_named(work, unit), **values, source=source))


@app.command()
def retire(
    tenant: TenantOption,
    adoption_id: IdArgument,
    last_day: Annotated[
        datetime,
        typer.Option("--last-day", formats=["%Y-%m-%d"], help="最后一天 / last day on which it holds"),
    ],
    source: SourceOption,
) -> None:
    """停用 / end an adoption."""
    with opened_work(tenant) as work:
        retired = changes.retire(work, adoption_id, last_day=last_day.date(), source=source)
        _tell(retired.adoption)
        if retired.overrides:
            names = "、".join(names_of(work, [row.unit_id for row in retired.overrides]))
            print(f"下级单位的另定随之终止 / overrides that ended with it: {names}")


@app.command()
def upgrade(
    tenant: TenantOption,
    adoption_id: IdArgument,
    valid_from: FromOption,
    source: SourceOption,
    parameters: SetOption = None,
) -> None:
    """升级到策略的现行版 / take an adoption to the policy's present edition."""
    with opened_work(tenant) as work:
        values: dict[str, Any] = {"parameters": _parameters(parameters), "valid_from": valid_from.date()}
        _tell(changes.upgrade(work, adoption_id, **values, source=source))


@app.command("try")
def try_draft(
    tenant: TenantOption,
    policy: PolicyArgument,
    window: Annotated[str, typer.Option(help="时段, 如 2025 / window")],
    valid_from: FromOption,
    parameters: SetOption = None,
    unit: UnitOption = None,
    source: SourceOption = "",
    edition: EditionOption = None,
    first: Annotated[int, typer.Option(min=0, max=1000, help="列出几个变动 / changes to list")] = 100,
    json: JsonOption = False,
) -> None:
    """试算: 采用后谁的结论会变, 不写入 / say who would change side, and write nothing."""
    with opened_work(tenant) as work:
        draft = _draft(work, policy, unit, parameters, valid_from, edition, source)
        trial = policy_try(work, draft, window, first=first)
        labels = work.registry.policies[policy].labels
    if json:
        print_json(asdict(trial))
        return
    kept = [name for name in asdict(trial)["changes"][0] if not name.endswith("_id")] if trial.changes else []
    rows = [[getattr(change, name) for name in kept] for change in trial.changes]
    print_table(CHANGES, [_labelled(labels, kept, row) for row in rows])
    print(
        f"结论有变 {trial.total} 个(截至 {trial.day}) / {trial.total} change side; 没有写入 / nothing was written"
    )
    print(f"摘要 / digest: {trial.digest}")


@app.command("list")
def list_adoptions(tenant: TenantOption, json: JsonOption = False) -> None:
    """列出采用记录 / list what is adopted."""
    with opened_work(tenant) as work:
        found = work.session.execute(
            select(Adoption.id, Adoption.policy, OrgUnit.name)
            # An override's edition is that of the adoption above.
            .add_columns(case((~Adoption.follows, Adoption.edition)), Adoption.parameters)
            .add_columns(Adoption.valid_from, Adoption.valid_to, Adoption.source, Adoption.follows)
            .join(OrgUnit, (OrgUnit.tenant_id == Adoption.tenant_id) & (OrgUnit.id == Adoption.unit_id))
            .where(Adoption.tenant_id == work.tenant_id, Adoption.superseded_at.is_(None))
            .order_by(Adoption.policy, OrgUnit.position, OrgUnit.name, Adoption.valid_from)
        )
        rows: list[tuple[Any, ...]] = [tuple(row) for row in found]
    if json:
        print_records(HEADINGS, rows)
    else:
        spelled = [(*row[:4], json_module.dumps(row[4], ensure_ascii=False), *row[5:]) for row in rows]
        print_table(TITLES, spelled)


def _labelled(labels: Any, names: list[str], row: list[Any]) -> list[Any]:
    """Statuses in the policy's own words; who is not judged has none."""
    shown = dict(zip(names, row, strict=True))
    for side in ("before", "after"):
        shown[side] = getattr(labels, shown[side] or "not_judged").zh
    return list(shown.values())


def _draft(
    work: Work,
    policy: str,
    unit: str | None,
    parameters: list[str] | None,
    valid_from: datetime,
    edition: int | None,
    source: str,
) -> Draft:
    unit_id = unit_named(work, unit) if unit else root_id(work)
    values = {name: value for name, value in _parameters(parameters).items() if value is not None}
    return Draft(policy, unit_id, values, valid_from.date(), edition, source)


def _parameters(given: list[str] | None) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{text!r}: 请写作 名称=取值, 如 required_hours=45", param_hint="--set")
        if name.strip() in found:
            raise typer.BadParameter(
                f"{name.strip()} 写了两次, 请只留一个 / stands twice", param_hint="--set"
            )
        found[name.strip()] = value.strip() or None
    return found


def _tell(adoption: Adoption) -> None:
    print(f"{adoption.id}\n{DONE}")
    if adoption.valid_to is not None:
        print(f"最后一天 / last day: {adoption.valid_to}")
