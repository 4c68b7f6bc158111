"""`yanxiu docs`: the pages that are made from the code."""

import pkgutil
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("docs")(docs)


def docs(
    check: Annotated[bool, typer.Option("--check", help="只比较, 不写入 / compare only")] = False,
) -> None:
    """生成 docs/ 中由代码得出的页面 / write the pages made from the code. Needs no server."""
    # By name: every other command would wait for the schema's modules.
    pages: dict[Path, str] = pkgutil.resolve_name("yanxiu.reference:pages")()
    stale = [
        path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if check and stale:
        names = ", ".join(map(str, stale))
        print(
            f"{names} 与代码不符, 请运行 make schema / differ from the code: run `make schema`",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
