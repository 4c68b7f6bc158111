"""Draft claims (学时登记表): one for everybody whom the certified rule concerns in a window."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.errors import ClaimState
from yanxiu_core.claims.terms import Terms, terms_of
from yanxiu_core.engine import judge
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.org_units.service import descendants
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Drafted:
    """How many claims were drafted, how many that were not confirmed yet were given other units, how many stood."""

    drafted: int
    corrected: int
    unchanged: int


# The teaching unit on the window's last day reviews first, where the county says so; the 教研组 under it verifies.
DRAFT = """
    WITH judged AS (
        SELECT v.person_id, v.unit_id FROM verdicts v
        WHERE v.tenant_id = :tenant AND v.rule = :rule AND v.window_id = :window AND v.person_id IS NOT NULL
          AND v.unit_id IS NOT NULL AND (CAST(:units AS uuid[]) IS NULL OR v.unit_id = ANY(CAST(:units AS uuid[])))
    ), edge AS (
        SELECT person_id, relation, unit_id, valid_from FROM person_units
        WHERE tenant_id = :tenant AND superseded_at IS NULL AND relation IN ('teaching', 'group')
          AND valid_from <= :day AND (valid_to IS NULL OR valid_to >= :day)
    ), taught AS (
        SELECT DISTINCT ON (person_id) person_id, unit_id FROM edge
        WHERE relation = 'teaching' AND CAST(:teaching AS boolean) ORDER BY person_id, valid_from DESC, unit_id
    ), placed AS (
        SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM org_edges
        WHERE tenant_id = :tenant AND structure = 'management' AND superseded_at IS NULL AND valid_from <= :day
        ORDER BY unit_id, valid_from DESC
    ), coming AS (
        SELECT DISTINCT ON (j.person_id) j.person_id, j.unit_id, coalesce(t.unit_id, j.unit_id) AS review_unit_id,
               p.unit_id AS group_unit_id
        FROM judged j
        LEFT JOIN taught t ON t.person_id = j.person_id
        LEFT JOIN edge g ON g.person_id = j.person_id AND g.relation = 'group'
        LEFT JOIN placed p ON p.unit_id = g.unit_id AND p.parent_id = coalesce(t.unit_id, j.unit_id)
        ORDER BY j.person_id, p.unit_id IS NULL, g.valid_from DESC
    ), written AS (
        INSERT INTO claims (tenant_id, id, policy, rule, window_id, person_id, unit_id, review_unit_id, group_unit_id,
                            state, step, version, drafted_at)
        SELECT :tenant, uuidv7(), :policy, :rule, :window, person_id, unit_id, review_unit_id, group_unit_id,
               'drafted', :step, 0, :at
        FROM coming
        ON CONFLICT (tenant_id, policy, window_id, person_id) DO UPDATE
        SET unit_id = excluded.unit_id, review_unit_id = excluded.review_unit_id, group_unit_id = excluded.group_unit_id
        WHERE claims.state IN ('drafted', 'returned')
          AND (claims.unit_id, claims.review_unit_id, claims.group_unit_id)
              IS DISTINCT FROM (excluded.unit_id, excluded.review_unit_id, excluded.group_unit_id)
        RETURNING xmax = 0 AS added
    )
    SELECT (SELECT count(*) FROM coming) AS people, count(*) FILTER (WHERE added) AS drafted,
           count(*) FILTER (WHERE NOT added) AS corrected
    FROM written
"""


def draft(work: Work, policy: str, window: str, unit_id: UUID | None = None) -> Drafted:
    """Draft the claims of a window, of a unit and all below it or of the county, as one set.

    Drafting again adds who is new and follows who has moved, as long as a claim is not confirmed. Raises WindowUnknown
    for a window that is not published, ClaimState before it has begun, ReviewNone, PolicyUnknown, PolicyNotAdopted,
    Forbidden.
    """
    work.require(Permission.REVIEWS_WRITE, unit_id or root_id(work))
    terms = terms_of(work, policy, window)
    if work.today < terms.bounds.starts_on:
        raise ClaimState(
            f"时段 {window} 从 {terms.bounds.starts_on} 开始, 还不能起草登记表",
            f"The window {window} begins on {terms.bounds.starts_on}; there is nothing to draft yet",
            field="window",
        )
    recorded_at = work.record()
    judge.renew(work, terms.bounds)
    row = work.session.execute(
        text(DRAFT).bindparams(bindparam("at", recorded_at)), _parameters(work, terms, unit_id)
    ).one()
    drafted = Drafted(row.drafted, row.corrected, row.people - row.drafted - row.corrected)
    audit.record(
        work,
        "claim.draft",
        counts={"drafted": drafted.drafted, "corrected": drafted.corrected},
        detail={"policy": policy, "window": window},
    )
    return drafted


def _parameters(work: Work, terms: Terms, unit_id: UUID | None) -> dict[str, Any]:
    day: date = min(terms.bounds.ends_on, work.today)
    return {
        "tenant": work.tenant_id,
        "policy": terms.policy.id,
        "rule": terms.rule.id,
        "window": terms.window_id,
        "units": None if unit_id is None else list(descendants(work, unit_id)),
        "day": day,
        "teaching": terms.word(terms.version.reviewed_at) == "teaching",
        "step": terms.version.steps[0].id,
    }
