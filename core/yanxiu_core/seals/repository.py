"""SQL of seals: results, their hashes and the manifest in one statement."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, select, text

from yanxiu_core.claims.models import READY
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.database.planning import bulk
from yanxiu_core.work import Work

# The canonical row is what PostgreSQL writes of a JSON array: `["…", "…"]`, a blank after each comma; amounts are texts.
# The manifest is the SHA-256 over the rows' hashes in lower-case hexadecimal, one a line, in order of their numbers.
SEAL = """
    WITH taken AS (
        SELECT c.id AS claim_id, c.policy, c.person_id, v.id AS version_id, v.number AS version, v.unit_id, v.measured,
               v.required, CASE WHEN v.eligibility = 'exempt' THEN 'exempt' WHEN v.met THEN 'met' ELSE 'missed' END AS status,
               p.number AS person_number, p.name AS person_name, u.name AS unit_name, old.id AS supersedes_id,
               format('%s-%s-%s', CAST(:key AS text), lpad(CAST(:number AS text), 3, '0'),
                      lpad(CAST(row_number() OVER (ORDER BY u.position, u.name, p.number) AS text), 5, '0')) AS number
        FROM claims c
        JOIN claim_versions v ON v.tenant_id = :tenant AND v.claim_id = c.id AND v.number = c.version
        JOIN people p ON p.tenant_id = :tenant AND p.id = c.person_id
        JOIN org_units u ON u.tenant_id = :tenant AND u.id = v.unit_id
        LEFT JOIN certified_results old ON old.tenant_id = :tenant AND old.claim_id = c.id AND old.superseded_at = :at
        WHERE c.tenant_id = :tenant AND c.policy = :policy AND c.window_id = :window
          AND c.id = ANY(CAST(:ids AS uuid[]))
    ), rowed AS (
        SELECT *, CAST(json_build_array(number, policy, CAST(:key AS text), person_number, person_name, unit_name,
                       CAST(measured AS text), CAST(required AS text), status, CAST(version AS text)) AS text) AS line
        FROM taken
    ), hashed AS (
        SELECT *, encode(sha256(convert_to(line, 'UTF8')), 'hex') AS hash FROM rowed
    ), sealed AS (
        INSERT INTO seals (tenant_id, id, policy, window_id, number, manifest, rows, document, reason, sealed_by,
                           recorded_at)
        SELECT :tenant, :seal, :policy, :window, :number,
               encode(sha256(convert_to(string_agg(hash, chr(10) ORDER BY number), 'UTF8')), 'hex'), count(*),
               :document, :reason, :by, :at
        FROM hashed HAVING count(*) > 0
    ), results AS (
        INSERT INTO certified_results (tenant_id, id, seal_id, claim_id, version_id, supersedes_id, person_id, unit_id,
            policy, window_key, number, person_number, person_name, unit_name, measured, required, status, row,
            row_sha256, check_code, recorded_at)
        SELECT :tenant, uuidv7(), :seal, claim_id, version_id, supersedes_id, person_id, unit_id, policy, :key, number,
               person_number, person_name, unit_name, measured, required, status, line, hash, upper(left(hash, 10)), :at
        FROM hashed
    ), done AS (
        UPDATE claims c SET state = 'sealed', step = '' FROM hashed h WHERE c.tenant_id = :tenant AND c.id = h.claim_id
    )
    SELECT count(*) FROM hashed
"""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a seal is made with."""

    policy: str
    window: UUID
    key: str
    seal: UUID
    number: int
    document: str
    reason: str
    by: UUID
    at: datetime


def ready(work: Work, policy: str, window_id: UUID) -> Sequence[Any]:
    """The claims that have passed every step: `id`, and whether they have `changed` since they were confirmed."""
    claim = CLAIMS.alias()
    found = select(claim.c.id, claim.c.changed).where(
        claim.c.tenant_id == work.tenant_id,
        claim.c.policy == policy,
        claim.c.window_id == window_id,
        claim.c.state == READY,
    )
    with bulk(work.session):
        return work.session.execute(found).all()


def write(work: Work, sealing: Sealing, ids: Sequence[UUID]) -> None:
    """Seal these claims."""
    statement = text(SEAL).bindparams(
        bindparam("tenant", work.tenant_id, Uuid()),
        bindparam("ids", list(ids), ARRAY(Uuid())),
    )
    # Nothing is known yet of how many claims are ready: joined by hashing, any number takes about the same.
    with bulk(work.session):
        work.session.execute(statement, asdict(sealing))


def manifest(work: Work, seal_id: UUID) -> str:
    """The hash that the rows of a seal give now."""
    statement = text(
        """
        SELECT encode(sha256(convert_to(string_agg(row_sha256, chr(10) ORDER BY number), 'UTF8')), 'hex')
        FROM certified_results WHERE tenant_id = :tenant AND seal_id = :seal
        """
    )
    return str(work.session.scalar(statement, {"tenant": work.tenant_id, "seal": seal_id}))


def next_number(work: Work) -> int:
    """The number of the county's next seal; the tenant's head row is locked."""
    last = text("SELECT coalesce(max(number), 0) FROM seals WHERE tenant_id = :tenant")
    return int(work.session.scalar(last, {"tenant": work.tenant_id}) or 0) + 1


def open_objections(work: Work, policy: str, window_id: UUID) -> int:
    """How many objections to claims of the window wait to be settled."""
    statement = text(
        """
        SELECT count(*) FROM objections o
        JOIN claims c ON c.tenant_id = :tenant AND c.id = o.claim_id AND c.policy = :policy AND c.window_id = :window
        WHERE o.tenant_id = :tenant AND NOT EXISTS (
            SELECT 1 FROM claim_decisions d WHERE d.tenant_id = :tenant AND d.objection_id = o.id)
        """
    )
    given = {"tenant": work.tenant_id, "policy": policy, "window": window_id}
    return int(work.session.scalar(statement, given) or 0)
