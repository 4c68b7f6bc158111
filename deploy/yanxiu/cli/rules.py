"""`yanxiu rules`: what the installed plugins judge, record, or keep off; its golden cases; a new policy to start from."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from yanxiu.cli.output import print_records, print_table
from yanxiu.platform import installed
from yanxiu.policies import trial
from yanxiu.scaffold.writing import write
from yanxiu_core.errors import NotFound
from yanxiu_core.golden.runner import Outcome
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.policies.model import Policy

HEADINGS = (
    "id",
    "kind",
    "title",
    "policy",
    "plugin",
    "strength",
    "state",
    "reason",
    "version",
    "goldenCases",
)
TITLES = ("规则", "类别", "名称", "策略", "插件", "强度", "状态", "原因", "版本", "算例")

app = typer.Typer(name="rules", help="规则: 列出、验证、新建 / rules: list, test, begin a policy")


class Format(StrEnum):
    """How rules are printed."""

    TABLE = "table"
    JSON = "json"


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app)


@app.callback(invoke_without_command=True)
def rules(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="输出格式 / output")] = Format.TABLE,
    policy: Annotated[str | None, typer.Option(help="只列此策略 / this policy alone")] = None,
) -> None:
    """已安装的规则和制度 / the installed rules and systems. Needs no server."""
    if context.invoked_subcommand is not None:
        return
    registry = installed()
    if policy is not None and policy not in registry.policies:
        known = "、".join(registry.policies) or "(无)"
        raise NotFound(f"没有策略 {policy}; 已安装: {known}", f"No policy {policy}; installed: {known}")
    rows = [
        row
        for each in registry.policies.values()
        if policy in {None, each.id}
        for row in _rows(registry, each)
    ]
    if form is Format.JSON:
        print_records(HEADINGS, rows)
    else:
        print_table(TITLES, rows)


def _rows(registry: Registry, policy: Policy) -> list[tuple[object, ...]]:
    plugin = registry.policy_plugins[policy.id]
    of_rules = [
        (
            rule.id, "rule", rule.title.zh, policy.id, plugin, rule.strength.value, rule.state.value,
            rule.reason.zh if rule.reason else None, rule.versions[-1].name if rule.versions else None,
            policy.golden.get(rule.id, 0),
        )
        for rule in policy.rules
    ]  # fmt: skip
    of_systems = [
        (
            system.id, "system", system.title.zh, policy.id, plugin, system.strength.value, system.state.value,
            system.reason.zh, None, 0,
        )
        for system in policy.systems
    ]  # fmt: skip
    return [*of_rules, *of_systems]


@app.command("test")
def try_cases(
    path: Annotated[
        Path | None,
        typer.Argument(help="策略文件夹, 不写则为全部已安装策略 / a policy's folder, else all installed"),
    ] = None,
) -> None:
    """验证算例, 并改动每个数字看算例能否发现; 退出码 1: 有问题 / run golden cases and mutations."""
    failures = 0
    with trial.opened() as platform:
        folders = [path] if path is not None else list(platform.registry.policy_folders.values())
        for folder in folders:
            policy, outcomes = trial.examine_folder(platform, folder)
            failures += _tell(policy, outcomes)
    raise typer.Exit(1 if failures else 0)


def _tell(policy: Policy, outcomes: list[Outcome]) -> int:
    """Print what came of a policy; returns how much is wrong."""
    cases, failed = sum(len(o.cases) for o in outcomes), sum(o.failed for o in outcomes)
    tried, survived = sum(len(o.tried) for o in outcomes), sum(len(o.survivors) for o in outcomes)
    lacking = [(o, status) for o in outcomes for status in trial.lacking(o)]
    print(
        f"{policy.id}: 可判规则 {len(outcomes)} 条, 算例通过 {cases - failed} 个, 未通过 {failed} 个, "
        f"改动 {tried} 处, 未被发现 {survived} 处 / {len(outcomes)} rules judged, {cases - failed} cases passed, "
        f"{failed} failed, {tried} mutations, {survived} survived"
    )
    for outcome in outcomes:
        for difference in outcome.differences:
            case = difference.case
            print(
                f"  未通过 / failed: {case.place} {case.rule} “{case.title}” {difference.subject}: "
                f"应为 / expected {difference.expected}; 实为 / found {difference.found}"
            )
        for mutation in outcome.survivors:
            print(f"  未被发现 / survived: {outcome.rule.id} {mutation.version} {mutation.name}")
    for outcome, status in lacking:
        print(f"  缺少算例 / no case: {outcome.rule.id} {status}")
    return failed + survived + len(lacking)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="策略名, 小写字母和数字 / name")],
    directory: Annotated[Path, typer.Option(help="写到此文件夹之下 / parent folder")] = Path(),
) -> None:
    """新建一个策略插件, 同 yanxiu plugin new --kind policy / write a policy plugin to start from."""
    folder = write(name, "policy", directory)
    print(f"已写入 {folder}; 请看其中的 README.md / written, see its README.md")
