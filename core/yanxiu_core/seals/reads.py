"""What can be read of seals and certified results: the present ones and those that were superseded."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.calendars.models import Window
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.policies.labels import label
from yanxiu_core.reads.declarations import (
    Connection,
    Derived,
    Guard,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    columns,
    link,
)
from yanxiu_core.seals.models import CertifiedResult, Seal


def _changed(result: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[bool]:
    """What the present result rests on has changed since: it waits to be superseded."""
    claim = CLAIMS.alias()
    changed = (
        select(claim.c.id)
        .where(
            claim.c.tenant_id == result.c.tenant_id,
            claim.c.id == result.c.claim_id,
            claim.c.version_id == result.c.version_id,
            claim.c.changed,
        )
        .correlate(result)
        .exists()
    )
    return result.c.superseded_at.is_(None) & changed


def matching(result: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `policy`, `window`, `unit_id`, `person_id`, `present` (not superseded), `changed`."""
    conditions: list[ColumnElement[bool]] = []
    for name, column in (
        ("policy", "policy"),
        ("window", "window_key"),
        ("unit_id", "unit_id"),
        ("person_id", "person_id"),
    ):
        if args.get(name) is not None:
            conditions.append(result.c[column] == args[name])
    if args.get("present") is not None:
        conditions.append(result.c.superseded_at.is_(None) == args["present"])
    if args.get("changed") is not None:
        conditions.append(_changed(result, context, {}) == args["changed"])
    return conditions


def _words(row: Mapping[str, Any], context: ReadContext, _args: Any) -> str:
    policy = context.registry.policies.get(row["policy"])
    return label(policy, row["status"]).to(context.language) if policy else str(row["status"])


def _window_key(seal: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return (
        select(Window.key)
        .where(Window.tenant_id == seal.c.tenant_id, Window.id == seal.c.window_id)
        .correlate(seal)
        .scalar_subquery()
    )


CERTIFIED_RESULT = Noun(
    name="CertifiedResult",
    table=CertifiedResult.__table__,
    permission=Permission.CLAIMS_READ,
    guard=Guard(unit=lambda row: row.c.unit_id, person=lambda row: row.c.person_id),
    order=by("number"),
    fields={
        **columns(
            "policy", "window_key", "number", "person_number", "person_name", "unit_name", "measured", "required", "status",
            "check_code", "row_sha256", "recorded_at", "superseded_at",
        ),
        "canonical_row": Value(lambda row, _context, _args: row.c.row),
        "status_label": Derived(("policy", "status"), _words),
        "changed": Value(_changed),
        "seal": One("Seal", link("seal_id")),
        "person": One("Person", link("person_id")),
        "claim": One("Claim", link("claim_id")),
        "supersedes": One("CertifiedResult", link("supersedes_id")),
        "superseded_by": One("CertifiedResult", link("id", "supersedes_id")),
    },
)  # fmt: skip

SEAL = Noun(
    name="Seal",
    table=Seal.__table__,
    permission=Permission.NOTICES_READ,
    guard=Guard.open(),
    order={"default": Order("default", lambda seal: (seal.c.number,), descending=True)},
    fields={
        **columns("policy", "number", "manifest", "document", "reason", "recorded_at"),
        "row_count": Value(lambda seal, _context, _args: seal.c.rows),
        "window": Value(_window_key),
        "results": Connection("CertifiedResult", link("id", "seal_id")),
    },
)
