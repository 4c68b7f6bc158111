"""`.yanxiu/demo.json`: the endpoint and the counties' tokens, which outlive restarts."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from json import JSONDecodeError
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from yanxiu.demo.county import DemoCounty, DemoToken
from yanxiu.platform import Platform
from yanxiu_core.errors import Unauthenticated
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.work import Work
from yanxiu_tenants.tokens import service as tokens

FILE = "demo.json"
Tokens = dict[str, str]


def kept_tokens(path: Path, slug: str) -> Tokens:
    """What an earlier start wrote for the county; nothing where the file is missing or damaged."""
    with suppress(FileNotFoundError, JSONDecodeError, KeyError, TypeError, AttributeError):
        found = json.loads(path.read_text(encoding="utf-8"))["tenants"][slug]["tokens"]
        return {role: token for role, token in found.items() if isinstance(token, str)}
    return {}


def usable_tokens(platform: Platform, county: DemoCounty, tenant_id: UUID, kept: Mapping[str, str]) -> Tokens:
    """The county's tokens by their keys: a kept one while it is good, else a new one."""
    usable: Tokens = {}
    for wish in county.tokens:
        token = kept.get(wish.key)
        if token is None or not _is_good(platform, tenant_id, token):
            with platform.work(tenant_id) as work:
                token = _issued(work, wish)
        usable[wish.key] = token
    return usable


def _issued(work: Work, wish: DemoToken) -> str:
    unit_id = None
    if wish.unit is not None:
        named = select(OrgUnit.id).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.name == wish.unit)
        unit_id = work.session.scalars(named).one()
    return tokens.issue(
        work, name=f"demo {wish.key}", role=wish.role, person_number=wish.person, unit_id=unit_id
    )


def write(path: Path, endpoint: str, by_slug: Mapping[str, Tokens]) -> None:
    """Write the file in one step, readable by its owner alone."""
    content = {"endpoint": endpoint, "tenants": {slug: {"tokens": found} for slug, found in by_slug.items()}}
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
    fresh.replace(path)


def _is_good(platform: Platform, tenant_id: UUID, token: str) -> bool:
    try:
        owner, token_id, secret = tokens.parse(token)
        with platform.work(tenant_id) as work:
            tokens.verify(work.session, owner, token_id, secret)
    except Unauthenticated:
        return False
    return owner == tenant_id
