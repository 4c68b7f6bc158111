"""`yanxiu schema`: the GraphQL schema as text."""

import difflib
import itertools
import pkgutil
import sys
from pathlib import Path
from typing import Annotated

import typer

STORED = Path("graphql/schema.graphql")
SHOWN = 20
"""Lines of a difference that are printed."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(schema)


def schema(
    check: Annotated[
        bool, typer.Option("--check", help=f"与 {STORED} 比较 / compare with the stored file")
    ] = False,
    box: Annotated[
        bool, typer.Option("--box", help="只含自带的插件, 比较时总是如此 / without third parties' plugins")
    ] = False,
) -> None:
    """输出 GraphQL 模式 / print the schema. Needs no server."""
    # By name, as uvicorn loads the application: every other command would wait half a second for the schema.
    text: str = pkgutil.resolve_name("yanxiu.schema_text:current")(box=box or check)
    if not check:
        sys.stdout.write(text)
        return
    stored = STORED.read_text(encoding="utf-8") if STORED.exists() else ""
    if stored != text:
        lines = difflib.unified_diff(
            stored.splitlines(), text.splitlines(), str(STORED), "the code", lineterm="", n=1
        )
        print("\n".join(itertools.islice(lines, SHOWN)), file=sys.stderr)
        print(
            f"{STORED} 与代码不符, 请运行 make schema / {STORED} differs from the code: run `make schema`",
            file=sys.stderr,
        )
        raise typer.Exit(1)
