"""`yanxiu rules`: what the installed plugins judge, record, or keep off."""

from enum import StrEnum
from typing import Annotated

import typer

from yanxiu.cli.output import print_records, print_table
from yanxiu.platform import installed
from yanxiu_core.errors import NotFound

HEADINGS = ("id", "title", "policy", "plugin", "strength", "state", "version")
TITLES = ("规则", "名称", "策略", "插件", "强度", "状态", "版本")


class Format(StrEnum):
    """How rules are printed."""

    TABLE = "table"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules")(rules)


def rules(
    form: Annotated[Format, typer.Option("--format", help="输出格式 / output")] = Format.TABLE,
    policy: Annotated[str | None, typer.Option(help="只列此策略 / this policy alone")] = None,
) -> None:
    """已安装的规则 / the installed rules. Needs no server."""
    registry = installed()
    if policy is not None and policy not in registry.policies:
        known = "、".join(registry.policies) or "(无)"
        raise NotFound(f"没有策略 {policy}; 已安装: {known}", f"No policy {policy}; installed: {known}")
    rows = [
        (
            rule.id,
            rule.title.zh,
            each.id,
            registry.policy_plugins[each.id],
            rule.strength.value,
            rule.state.value,
            rule.versions[-1].name,
        )
        for each in registry.policies.values()
        if policy in {None, each.id}
        for rule in each.rules
    ]
    if form is Format.JSON:
        print_records(HEADINGS, rows)
    else:
        print_table(TITLES, rows)
