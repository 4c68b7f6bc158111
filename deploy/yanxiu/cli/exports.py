"""`yanxiu export`: a document of a rule's verdicts, into a local file."""

from pathlib import Path
from typing import Annotated

import typer

from yanxiu.cli.opening import TenantOption, opened_work
from yanxiu.cli.progress import shown_progress
from yanxiu_core.exports import service as exports


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    exporter: Annotated[str, typer.Argument(help="如 summary_xlsx, summary_csv / exporter")],
    tenant: TenantOption,
    rule: Annotated[str, typer.Option(help="规则 / rule id")],
    window: Annotated[str, typer.Option(help="时段, 如 2025 / window")],
    output: Annotated[Path, typer.Option(help="写入的文件 / file to write")],
) -> None:
    """导出到文件 / write a document."""
    with opened_work(tenant) as work, shown_progress() as progress:
        found = exports.find(work, exporter)
        rows = exports.write(work, found, exports.request_of(work, rule, window, {}), output, progress)
    print(f"已导出 {rows} 行到 {output} / {rows} rows written")
