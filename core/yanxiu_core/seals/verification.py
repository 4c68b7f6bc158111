"""Verify a certified result by the number and check code that are printed on it: its content, whole."""

import json
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from yanxiu_core.policies.labels import label
from yanxiu_core.seals import repository
from yanxiu_core.seals.models import CertifiedResult, Seal
from yanxiu_core.work import Work

SHOWN = ("number", "person_name", "unit_name", "row_sha256")
SEALED = (
    "number",
    "policy",
    "window_key",
    "person_number",
    "person_name",
    "unit_name",
    "measured",
    "required",
    "status",
)
"""The canonical row in its order, but for the version of the claim, which comes last."""


def verify(work: Work, number: str, check_code: str) -> dict[str, Any] | None:
    """What was certified under this number, and whether a later result has taken its place; None where they do not fit.

    Whoever holds the paper may ask: it shows nothing that is not printed there.
    """
    earlier, later = aliased(CertifiedResult), aliased(CertifiedResult)
    row = work.session.execute(
        select(CertifiedResult, Seal, earlier.number.label("earlier"), later.number.label("later"))
        .join(Seal, (Seal.tenant_id == CertifiedResult.tenant_id) & (Seal.id == CertifiedResult.seal_id))
        .outerjoin(
            earlier,
            (earlier.tenant_id == CertifiedResult.tenant_id) & (earlier.id == CertifiedResult.supersedes_id),
        )
        .outerjoin(
            later,
            (later.tenant_id == CertifiedResult.tenant_id) & (later.supersedes_id == CertifiedResult.id),
        )
        .where(
            CertifiedResult.tenant_id == work.tenant_id,
            CertifiedResult.number == number.strip(),
            CertifiedResult.check_code == check_code.strip().upper(),
        )
    ).one_or_none()
    if row is None:
        return None
    result, seal = row[0], row[1]
    policy = work.registry.policies.get(result.policy)
    return {
        **{name: getattr(result, name) for name in SHOWN},
        "policy_title": policy.title.to(work.language) if policy else result.policy,
        "status_label": label(policy, result.status).to(work.language) if policy else result.status,
        "window": result.window_key,
        "measured": str(result.measured),
        "required": str(result.required),
        "sealed_on": seal.recorded_at.astimezone(work.zone).date().isoformat(),
        "document": seal.document,
        "manifest": seal.manifest,
        "canonical_row": result.row,
        "intact": _intact(work, result, seal),
        "superseded_by": row.later,
        "supersedes": row.earlier,
    }


def _intact(work: Work, result: CertifiedResult, seal: Seal) -> bool:
    """What is shown is what the row says, the row gives its hash, and the hashes of the seal give its manifest."""
    said = json.loads(result.row)[: len(SEALED)]
    return (
        said == [str(getattr(result, name)) for name in SEALED]
        and sha256(result.row.encode()).hexdigest() == result.row_sha256
        and repository.manifest(work, seal.id) == seal.manifest
    )
