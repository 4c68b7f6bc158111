"""`yanxiu tenant`: counties."""

from typing import Annotated

import typer
from sqlalchemy import select

from yanxiu.cli.opening import JsonOption, opened_platform
from yanxiu.cli.output import print_records, print_table
from yanxiu_core.tenancy.models import Tenant

app = typer.Typer(name="tenant", help="县(租户) / counties", no_args_is_help=True)


@app.command()
def create(
    slug: Annotated[str, typer.Argument(help="短名, 小写字母、数字、连字符 / slug")],
    name: Annotated[str, typer.Option(help="县名 / name")],
    policy: Annotated[list[str] | None, typer.Option(help="采用的策略, 可多次 / policies to adopt")] = None,
    zone: Annotated[str, typer.Option(help="时区 / IANA time zone")] = "Asia/Shanghai",
) -> None:
    """新建一个县 / create a county."""
    with opened_platform() as platform:
        platform.create_tenant(slug, name, policy or [], zone=zone)
    adopted = "、".join(policy or []) or "(无 / none)"
    print(f"已建立 {name}({slug}), 采用策略: {adopted} / county created, policies adopted as listed")


@app.command("list")
def list_tenants(json: JsonOption = False) -> None:
    """列出所有县 / list all counties."""
    headings = ("slug", "name", "zone", "created_at")
    with opened_platform() as platform, platform.operator.transaction(None) as session:
        columns = (Tenant.slug, Tenant.name, Tenant.zone, Tenant.created_at)
        rows = [tuple(row) for row in session.execute(select(*columns).order_by(Tenant.slug))]
    if json:
        print_records(headings, rows)
    else:
        print_table(("短名", "县名", "时区", "建立时间"), rows)
