"""`yanxiu verdicts` and `yanxiu rejudge`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import typer

from yanxiu.cli.opening import TenantOption, opened_work
from yanxiu.cli.output import print_csv, print_records, print_table
from yanxiu_core.exports.requests import judged_of
from yanxiu_core.reads import executor
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection
from yanxiu_core.verdicts import service as verdict_service
from yanxiu_core.verdicts.reading import reading
from yanxiu_core.verdicts.sources import verdict_rows
from yanxiu_core.work import Work

HEADINGS = ("工号", "学校", "学时", "超出上限", "结论", "姓名", "要求", "还差")
ROW = selection(
    "measured", "capped", "status_label", "required", "missing", pick("person", "number", "name"), pick("unit", "name")
)  # fmt: skip


class Format(StrEnum):
    """How verdicts are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


PRINTERS = {Format.TABLE: print_table, Format.CSV: print_csv, Format.JSON: print_records}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verdicts")(verdicts)
    app.command("rejudge")(rejudge)


def verdicts(
    tenant: TenantOption,
    rule: Annotated[str, typer.Option(help="规则, 如 yuyang.annual_hours / rule id")],
    window: Annotated[str, typer.Option(help="时段, 如 2025 或 2024-2025 / window")],
    form: Annotated[Format, typer.Option("--format", help="输出格式 / output")] = Format.TABLE,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至此日 / as of this day")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="按此刻所知, ISO 8601 / as known at this moment")
    ] = None,
) -> None:
    """每位教师的结论, 按工号 / one line per teacher, ordered by number."""
    with opened_work(tenant) as work:
        PRINTERS[form](HEADINGS, map(_cells, _stream(work, rule, window, as_of, _moment(work, known_at))))


def rejudge(tenant: TenantOption) -> None:
    """重新判定全县, 完成后返回 / derive every verdict of the county anew, now."""
    with opened_work(tenant) as work:
        pairs = verdict_service.rejudge_county(work)
    print(f"已重新判定 {pairs} 组(规则 x 时段) / judged {pairs} pairs of rule and window")


def _stream(
    work: Work, rule: str, window: str, as_of: datetime | None, known_at: datetime | None
) -> Iterator[Mapping[str, Any]]:
    day = as_of.date() if as_of else None
    policy = judged_of(work, rule, window).policy
    context = reading(work, policy=policy.id, window=window, as_of=day, known_at=known_at)
    return executor.stream(
        work.session,
        work.registry.nouns,
        context,
        "Verdict",
        ROW,
        where=lambda verdict: verdict.c.rule == rule,
        source=verdict_rows(work, policy.id, window, as_of=day, known_at=known_at),
    )


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    person, unit = row["person"], row["unit"] or {"name": ""}
    measured, capped, required, missing = (
        Decimal(row[name]) for name in ("measured", "capped", "required", "missing")
    )
    first = (person["number"], unit["name"], measured, capped, row["status_label"])
    return (*first, person["name"], required, missing)


def _moment(work: Work, given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise typer.BadParameter(
            f"{given!r} 不是 ISO 8601 时刻, 例如 2026-07-10T08:00", param_hint="--known-at"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=work.zone)
