"""`yanxiu demo`."""

from pathlib import Path
from typing import Annotated

import typer

from yanxiu.demo.start import run_demo


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    port: Annotated[int, typer.Option(help="端口, 0 为任一空闲端口 / port", min=0, max=65535)] = 8000,
    folder: Annotated[
        Path, typer.Option(help="数据放在此文件夹的 .yanxiu 下 / folder that gets `.yanxiu/`")
    ] = Path(),
) -> None:
    """启动示范县, Ctrl-C 停止 / start the demo counties with real servers until Ctrl-C."""
    run_demo(folder, port)
