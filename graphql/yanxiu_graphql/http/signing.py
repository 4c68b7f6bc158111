"""Signed addresses: whoever holds one may use it until it expires, without a bearer token.

The signature is HMAC-SHA256 over path, tenant and expiry, so that none of them can be exchanged.
"""

import hmac
import time
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from yanxiu_graphql.http.errors import SignatureRefused


def sign(path: str, tenant_id: UUID, expires: int, key: bytes) -> str:
    """The signature (hex) of `path` for a tenant, good until the Unix second `expires`."""
    return hmac.digest(key, f"{path}\n{tenant_id}\n{expires}".encode(), "sha256").hex()


def signed_path(path: str, tenant_id: UUID, expires: int, key: bytes) -> str:
    """`path` with everything `verify` needs in its query string."""
    signature = sign(path, tenant_id, expires, key)
    return f"{path}?{urlencode({'tenant': tenant_id, 'expires': expires, 'signature': signature})}"


def verify(path: str, query: Mapping[str, str], key: bytes, *, now: float | None = None) -> UUID:
    """The tenant that a signed address belongs to; `now` (Unix seconds) is the clock unless given.

    Raises SignatureRefused when anything is missing, altered or expired.
    """
    try:
        tenant_id, expires = UUID(query["tenant"]), int(query["expires"])
        given = bytes.fromhex(query["signature"])
    except (KeyError, ValueError) as error:
        raise _invalid() from error
    if not hmac.compare_digest(bytes.fromhex(sign(path, tenant_id, expires, key)), given):
        raise _invalid()
    if expires < (time.time() if now is None else now):
        raise SignatureRefused("链接已过期，请重新获取。", "This address has expired; ask for a new one.")
    return tenant_id


def _invalid() -> SignatureRefused:
    return SignatureRefused(
        "链接不完整或被改动，请使用系统给出的完整地址。",
        "This address is incomplete or was altered; use it exactly as it was given.",
    )
