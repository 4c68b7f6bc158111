"""`.yanxiu/demo.json`: the endpoint and a token for every role of both counties; tokens outlive restarts."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from json import JSONDecodeError
from pathlib import Path
from uuid import UUID

from yanxiu.demo.counties import DemoCounty
from yanxiu.platform import Platform
from yanxiu_core.errors import Unauthenticated
from yanxiu_tenants.tokens import service as tokens

FILE = "demo.json"
ROLES = ("admin", "auditor", "teacher", "integrator")
Tokens = dict[str, str]


def kept_tokens(path: Path, slug: str) -> Tokens:
    """What an earlier start wrote for the county; nothing where the file is missing or damaged."""
    with suppress(FileNotFoundError, JSONDecodeError, KeyError, TypeError, AttributeError):
        found = json.loads(path.read_text(encoding="utf-8"))["tenants"][slug]["tokens"]
        return {role: token for role, token in found.items() if isinstance(token, str)}
    return {}


def usable_tokens(platform: Platform, county: DemoCounty, tenant_id: UUID, kept: Mapping[str, str]) -> Tokens:
    """One token a role: the kept one while it is good, else a new one. The teacher's is the first teacher's."""
    usable: Tokens = {}
    for role in ROLES:
        token = kept.get(role)
        if token is None or not _is_good(platform, tenant_id, token):
            with platform.work(tenant_id) as work:
                person = county.teacher if role == "teacher" else None
                token = tokens.issue(work, name=f"demo {role}", role=role, person_number=person)
        usable[role] = token
    return usable


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
