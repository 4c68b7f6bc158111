"""`yanxiu token`: credentials of people and integrators."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from yanxiu.cli.opening import JsonOption, TenantOption, opened_work
from yanxiu.cli.output import print_records, print_table
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work
from yanxiu_tenants.tokens import service as tokens
from yanxiu_tenants.tokens.models import AccessToken

app = typer.Typer(name="token", help="访问令牌 / access tokens", no_args_is_help=True)
HEADINGS = ("id", "name", "role", "person", "unit", "created_at", "expires_at", "last_used_at", "revoked_at")
TITLES = ("编号", "名称", "角色", "工号", "单位代码", "建立", "到期", "最近使用", "撤销")


@app.command()
def create(
    tenant: TenantOption,
    role: Annotated[
        str,
        typer.Option(
            help="admin | auditor | certifier | principal | reviewer | school | teacher | integrator"
        ),
    ],
    person: Annotated[str | None, typer.Option(help="工号 / the holder's number")] = None,
    unit: Annotated[str | None, typer.Option(help="单位代码: 只及此单位及下级 / narrow to a unit")] = None,
    name: Annotated[str | None, typer.Option(help="名称 / what it is for")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="有效天数 / days it is valid")] = None,
) -> None:
    """新建令牌, 只显示这一次 / issue a token; it is shown this once."""
    with opened_work(tenant) as work:
        issued = tokens.issue(
            work,
            name=name or role,
            role=role,
            person_number=person,
            unit_id=_unit(work, unit) if unit else None,
            valid_for=timedelta(days=days) if days else None,
        )
    print(issued)


@app.command()
def revoke(tenant: TenantOption, token_id: Annotated[UUID, typer.Argument(metavar="ID")]) -> None:
    """撤销令牌 / revoke a token."""
    with opened_work(tenant) as work:
        tokens.revoke(work, token_id)
    print(f"已撤销 {token_id} / revoked")


@app.command("list")
def list_tokens(tenant: TenantOption, json: JsonOption = False) -> None:
    """列出令牌(不含密文) / list tokens; their secrets are not kept."""
    token = AccessToken
    with opened_work(tenant) as work:
        found = work.session.execute(
            select(token.id, token.name, token.role, Person.number, OrgUnit.code, token.created_at)
            .add_columns(token.expires_at, token.last_used_at, token.revoked_at)
            .outerjoin(Person, (Person.tenant_id == token.tenant_id) & (Person.id == token.person_id))
            .outerjoin(OrgUnit, (OrgUnit.tenant_id == token.tenant_id) & (OrgUnit.id == token.unit_id))
            .where(token.tenant_id == work.tenant_id)
            .order_by(token.id)
        )
        rows = [tuple(row) for row in found]
    if json:
        print_records(HEADINGS, rows)
    else:
        print_table(TITLES, rows)


def _unit(work: Work, code: str) -> UUID:
    found = work.session.scalars(
        select(OrgUnit.id).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.code == code)
    ).one_or_none()
    if found is None:
        raise NotFound(f"没有代码为 {code} 的单位", f"No unit has the code {code}", field="unit")
    return found
