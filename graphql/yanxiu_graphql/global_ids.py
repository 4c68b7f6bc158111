"""Global ids: opaque to clients, base64url of `Type:uuid`. The tenant is not in them; it is the credential's."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from yanxiu_graphql.errors import BadInput

LONGEST = 200
"""Characters; bounds the work on a forged id."""

REFERENCES: Mapping[str, str] = {"unit_id": "OrgUnit", "person_id": "Person"}
"""The type that a filter's argument refers to, by its python name."""


FORM_REFERENCES: Mapping[str, str] = {
    "file": "Upload", "person": "Person", "unit": "OrgUnit", "activity": "Activity",
}  # fmt: skip
"""The type that a value in a form's answers refers to, by its format."""


@dataclass(frozen=True, slots=True)
class GlobalId:
    """A type's name and the id within it."""

    kind: str
    id: UUID


def encode(kind: str, row_id: str | UUID) -> str:
    """The global id of a row."""
    return base64.urlsafe_b64encode(f"{kind}:{row_id}".encode()).rstrip(b"=").decode()


def decode(text: str, field: str = "id") -> GlobalId:
    """The parts of a global id. Raises BadInput, naming the argument `field`, for anything that is none."""
    try:
        return _decode(text)
    except ValueError as error:
        raise BadInput(
            f"{field} 不是有效的全局编号; 请使用接口返回的 id",
            f"{field} is no global id; pass an id that this API returned",
            field=field,
        ) from error


def _decode(text: str) -> GlobalId:
    if len(text) > LONGEST:
        raise ValueError(len(text))
    raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    kind, _, row_id = raw.decode("ascii").partition(":")
    found = GlobalId(kind, UUID(row_id))
    if encode(found.kind, found.id) != text:  # one id has one spelling
        raise ValueError(text)
    return found


def local(text: str, kind: str, field: str = "id") -> UUID:
    """The id within a type. Raises BadInput for a malformed id, and for one of another type."""
    found = decode(text, field)
    if found.kind != kind:
        raise BadInput(
            f"{field} 须是 {kind} 的 id, 现为 {found.kind} 的",
            f"{field} must be the id of a {kind}, not of a {found.kind}",
            field=field,
        )
    return found.id
