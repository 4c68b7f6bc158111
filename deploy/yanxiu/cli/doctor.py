"""`yanxiu doctor`: is everything as it must be, and what mends it."""

from dataclasses import asdict

import typer

from yanxiu.cli.opening import JsonOption
from yanxiu.cli.output import print_json
from yanxiu.doctor.examination import examine


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(json: JsonOption = False) -> None:
    """检查设置、服务器、插件; 退出码 0: 正常, 1: 有问题 / check this installation."""
    found = list(examine())
    fine = all(finding.fine for finding in found)
    if json:
        print_json({"fine": fine, "findings": [asdict(finding) for finding in found]})
    else:
        for finding in found:
            print(f"{'✓' if finding.fine else '✗'} {finding.zh}")
            if finding.en != finding.zh:
                print(f"  {finding.en}")
    raise typer.Exit(0 if fine else 1)
