"""Issue, verify and revoke access tokens.

A token reads `yx_<tenant>_<id>_<secret>`: the tenant's and the token's ids make the look-up a read of one row inside
the tenant, so nothing is ever searched across tenants.
"""

import hashlib
import hmac
import secrets
from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import Invalid, NotFound, Unauthenticated
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work
from yanxiu_tenants.roles.catalogue import NARROWED, PERSONAL, ROLES
from yanxiu_tenants.tokens.models import AccessToken

PREFIX = "yx"
SECRET_BYTES = 32
LAST_USED_STEP = timedelta(minutes=5)
"""`last_used_at` is kept this coarse, so that a busy integrator does not write at every request."""


def issue(
    work: Work,
    *,
    name: str,
    role: str,
    person_number: str | None = None,
    unit_id: UUID | None = None,
    valid_for: timedelta | None = None,
) -> str:
    """Make a token and return it; it is shown this once. A personal role's token belongs to the person with this 工号,
    and one that is narrowed names its unit.

    Raises Forbidden, Invalid for an unknown role, a teacher without a person or a school without a unit, UnitClosed,
    NotFound for an unknown 工号 or unit.
    """
    work.require(Permission.TOKENS_WRITE)
    if role not in ROLES:
        known = "、".join(ROLES)
        raise Invalid(f"没有角色 {role}; 可用: {known}", f"No role {role}; there are: {known}", field="role")
    if role in PERSONAL and person_number is None:
        raise Invalid(
            f"{role} 令牌须指明工号", f"A token of role {role} needs a person's number", field="person"
        )
    if role in NARROWED and unit_id is None:
        raise Invalid(
            f"{role} 令牌须指明管辖的单位", f"A token of role {role} needs the unit it is for", field="unit"
        )
    person_id = _person(work, person_number) if person_number else None
    if unit_id is not None and work.session.get(OrgUnit, (work.tenant_id, unit_id)) is None:
        raise NotFound("没有这个单位", "No such unit", field="unit")
    if unit_id is not None:
        require_open(work, [unit_id], work.today, "unit")
    secret = secrets.token_bytes(SECRET_BYTES)
    token = AccessToken(
        tenant_id=work.tenant_id,
        name=name,
        role=role,
        unit_id=unit_id,
        person_id=person_id,
        secret_sha256=_hash(secret),
        expires_at=func.clock_timestamp() + valid_for if valid_for else None,
    )
    work.session.add(token)
    work.session.flush()
    audit.record(work, "token.issue", counts={"tokens": 1}, rows=[(token.id, name, role, person_id, unit_id)])
    return "_".join((PREFIX, _pack(work.tenant_id.bytes), _pack(token.id.bytes), _pack(secret)))


def parse(credential: str) -> tuple[UUID, UUID, str]:
    """Tenant, token id and the secret's hash. Raises Unauthenticated for anything that is no token of ours."""
    parts = credential.split("_")
    try:
        prefix, tenant, token, secret = parts[0], *(_unpack(part) for part in parts[1:])
        found = UUID(bytes=tenant), UUID(bytes=token), _hash(secret)
    except (ValueError, Base32Error) as error:
        raise _refused() from error
    if prefix != PREFIX:
        raise _refused()
    return found


def verify(session: Session, tenant_id: UUID, token_id: UUID, secret_sha256: str) -> Actor:
    """The actor behind a token of this tenant, to which the session is bound, with its reach.

    Raises Unauthenticated for an unknown, expired or revoked token, all in the same words.
    """
    token = session.scalars(
        select(AccessToken).where(
            AccessToken.tenant_id == tenant_id,
            AccessToken.id == token_id,
            AccessToken.revoked_at.is_(None),
            (AccessToken.expires_at.is_(None)) | (AccessToken.expires_at > func.clock_timestamp()),
        )
    ).one_or_none()
    if token is None or not hmac.compare_digest(token.secret_sha256, secret_sha256):
        raise _refused()
    if (
        token.last_used_at is None
        or datetime.now(token.last_used_at.tzinfo) - token.last_used_at > LAST_USED_STEP
    ):
        session.execute(
            update(AccessToken)
            .where(AccessToken.tenant_id == token.tenant_id, AccessToken.id == token.id)
            .values(last_used_at=func.clock_timestamp())
        )
    return Actor("token", token.id, token.name, token.role, token.person_id, token.unit_id)


def revoke(work: Work, token_id: UUID) -> None:
    """Revoke a token; from now on it is refused. Raises Forbidden, NotFound."""
    work.require(Permission.TOKENS_WRITE)
    token = work.session.get(AccessToken, (work.tenant_id, token_id))
    if token is None:
        raise NotFound("没有这个令牌", "No such token")
    token.revoked_at = func.clock_timestamp()
    audit.record(work, "token.revoke", counts={"tokens": 1}, rows=[(token.id,)])


def _person(work: Work, number: str) -> UUID:
    found = work.session.scalars(
        select(Person.id).where(Person.tenant_id == work.tenant_id, Person.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound(f"没有工号为 {number} 的人员", f"Nobody has the number {number}", field="person")
    return found


def _refused() -> Unauthenticated:
    return Unauthenticated(
        "令牌无效、已过期或已撤销; 请向县管理员索取新的令牌",
        "The token is unknown, expired or revoked; ask your county's administrator for a new one",
    )


def _hash(secret: bytes) -> str:
    # A random 256-bit secret needs no slow hash: it cannot be guessed from its digest.
    return hashlib.sha256(secret).hexdigest()


def _pack(raw: bytes) -> str:
    return b32encode(raw).decode().rstrip("=").lower()


def _unpack(packed: str) -> bytes:
    return b32decode(packed.upper() + "=" * (-len(packed) % 8))
