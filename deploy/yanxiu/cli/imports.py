"""`yanxiu import`: one of an office's lists, or a plugin's, from a local file."""

import json as json_module
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from yanxiu.cli.opening import JsonOption, TenantOption, opened_platform
from yanxiu.cli.output import print_json
from yanxiu.cli.progress import shown_progress
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports import service as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.tabular.errors_workbook import write_error_workbook

KINDS = ", ".join(f"{name} {importer.form.title}" for name, importer in imports.SPECS.items())
ADVICE = "有错误的行: 没有写入任何一行。请改正后再导入, 或加 --keep-valid 先写入无误的行"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_file)


def import_file(
    kind: Annotated[
        str, typer.Argument(help=f"{KINDS}; 或插件的导入表 / or a plugin's, such as sample.works")
    ],
    file: Annotated[Path, typer.Argument(help="Excel 或 CSV / .xlsx .xls .csv")],
    tenant: TenantOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查 / check and write nothing")] = False,
    keep_valid: Annotated[
        bool, typer.Option("--keep-valid", help="有错时仍写入无误的行 / write the good rows")
    ] = False,
    no_confirm: Annotated[
        bool, typer.Option("--no-confirm", help="签到不确认活动 / leave activities planned")
    ] = False,
    valid_from: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="花名册的变动自此日起 / day from which changed facts hold"),
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(help="把有错的行另存为 Excel / save the bad rows as a workbook")
    ] = None,
    json: JsonOption = False,
) -> None:
    """导入一个文件; 退出码 0: 全部无误, 1: 有行被拒 / import a file."""
    options = ImportOptions(
        dry_run=dry_run, keep_valid=keep_valid, confirm=not no_confirm, valid_from=_day(valid_from)
    )
    with opened_platform() as platform:
        with platform.work(platform.tenant(tenant)) as work, shown_progress() as progress:
            form = imports.allow(work, kind, options).form
            _, report = import_job.run_now(work, kind, file, options, progress)
            problems = [_public(problem) for problem in imports.problems(work)]
            if errors is not None and report.refused:
                write_error_workbook(errors, form, imports.bad_rows(work, kind, file))
        platform.app.analyze(*import_job.grown(report.as_json()))
    if json:
        print_json({**report.as_json(), "problems": problems})
    else:
        _tell(report, f"{form.title} {file.name}", problems)
        if errors is not None and report.refused:
            print(f"有错误的行另存于: {errors}")
    raise typer.Exit(1 if report.refused else 0)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _public(problem: dict[str, Any]) -> dict[str, Any]:
    names = {"sheet": "sheet", "row": "row_number", "column": "heading"}
    return {name: problem[names.get(name, name)] for name in ("sheet", "row", "column", "value", "code", "severity", "zh", "en")}  # fmt: skip


def _tell(report: ImportReport, title: str, problems: list[dict[str, Any]]) -> None:
    print(
        f"{title}: 共 {report.rows} 行, 无误 {report.good} 行, 有错误 {report.refused} 行, 提示 {report.warnings} 条"
    )
    if report.written:
        print(f"已写入: 新增 {report.added} 行, 更正 {report.corrected} 行, 不变 {report.unchanged} 行")
        print(
            f"确认活动 {report.activities_confirmed} 个, 台账新增 {report.lines_posted} 条, 冲销 {report.lines_reversed} 条"
        )
    elif report.dry_run:
        print("试运行: 没有写入任何一行")
    else:
        print(ADVICE if report.refused else "文件中没有数据行, 没有写入任何一行")
    for item in problems:
        mark = "错误" if item["severity"] == "error" else "提示"
        value = json_module.dumps(item["value"] or "", ensure_ascii=False)
        print(f"[{mark}] {item['sheet']} 第 {item['row']} 行, {item['column']} = {value}: {item['zh']}")
