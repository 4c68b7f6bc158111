"""Write the audit record of a command."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from sqlalchemy import insert

from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.work import Work

_INSERT = insert(AuditRecord.__table__).execution_options(**REPEATED)


def record(
    work: Work,
    command: str,
    *,
    counts: Mapping[str, int],
    rows: Iterable[object] = (),
    detail: Mapping[str, object] | None = None,
) -> None:
    """One record for this command, in its own transaction: who, what, how many rows, and a digest of them.

    `rows` are the affected rows (ids, or tuples of plain values); their order does not matter.
    """
    values = {
        "tenant_id": work.tenant_id,
        "command": command,
        "actor_kind": work.actor.kind,
        "actor_id": work.actor.id,
        "actor_name": work.actor.name,
        "request_id": work.request_id,
        "counts": dict(counts),
        "detail": dict(detail or {}),
        "digest": digest(rows),
    }
    work.session.connection().execute(_INSERT, values)


def digest(rows: Iterable[object]) -> str:
    """SHA-256 over the rows' canonical JSON, sorted, one a line."""
    lines = sorted(json.dumps(row, default=str, ensure_ascii=False, sort_keys=True) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
