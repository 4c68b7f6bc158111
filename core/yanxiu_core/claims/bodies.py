"""Whose decision a claim is: the review group at or above the level of the step that has enough members for the case."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Column, Integer, Uuid, bindparam, text
from sqlalchemy.sql.expression import TextualSelect

from yanxiu_core.claims.terms import Terms
from yanxiu_core.policies.review import Step
from yanxiu_core.work import Work

PLACE = """
    place AS (
        SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM org_edges
        WHERE tenant_id = :tenant AND structure = 'management' AND superseded_at IS NULL AND valid_from <= :today
        ORDER BY unit_id, valid_from DESC
    )
"""
MEMBERS = """
    roster AS (
        SELECT DISTINCT ON (unit_id) id, unit_id FROM review_groups
        WHERE tenant_id = :tenant AND body = :body AND superseded_at IS NULL AND valid_from <= :today
        ORDER BY unit_id, valid_from DESC
    ), member AS (
        SELECT r.unit_id, m.person_id FROM roster r
        JOIN review_members m ON m.tenant_id = :tenant AND m.group_id = r.id
    )
"""
BODIES = f"""
    WITH RECURSIVE {PLACE}, path AS (
        SELECT id AS start_id, id AS unit_id, 0 AS depth FROM org_units WHERE tenant_id = :tenant
        UNION ALL
        SELECT p.start_id, place.parent_id, p.depth + 1 FROM path p JOIN place ON place.unit_id = p.unit_id
    ), {MEMBERS}, claimed AS (
        SELECT c.id AS claim_id, c.person_id, p.unit_id, p.depth,
               coalesce(min(p.depth) FILTER (WHERE u.kind = :at) OVER (PARTITION BY c.id), 0) AS level
        FROM claims c
        JOIN path p ON p.start_id = coalesce(c.group_unit_id, c.review_unit_id)
        JOIN org_units u ON u.tenant_id = :tenant AND u.id = p.unit_id
        WHERE c.tenant_id = :tenant AND c.policy = :policy AND c.window_id = :window
          AND (c.step = :step OR CAST(:again AS boolean)) AND (CAST(:ids AS uuid[]) IS NULL OR c.id = ANY(CAST(:ids AS uuid[])))
    ), eligible AS (
        SELECT b.claim_id, b.unit_id, b.depth, bool_or(m.person_id = CAST(:actor AS uuid)) AS mine
        FROM claimed b JOIN member m ON m.unit_id = b.unit_id AND m.person_id <> b.person_id
        WHERE b.depth >= b.level AND NOT (CAST(:again AS boolean) AND EXISTS (
            SELECT 1 FROM claim_decisions d WHERE d.tenant_id = :tenant AND d.claim_id = b.claim_id
              AND d.decider_id = m.person_id AND d.objection_id IS NULL
            UNION ALL
            SELECT 1 FROM objections o WHERE o.tenant_id = :tenant AND o.claim_id = b.claim_id AND o.person_id = m.person_id))
        GROUP BY b.claim_id, b.unit_id, b.depth HAVING count(*) >= :least
    )
    SELECT DISTINCT ON (claim_id) claim_id, unit_id, coalesce(mine, false) AS mine, depth
    FROM eligible ORDER BY claim_id, depth
"""
STANDING_GROUP = f"""
    WITH RECURSIVE {PLACE}, path AS (
        SELECT CAST(:unit AS uuid) AS unit_id, 0 AS depth
        UNION ALL
        SELECT place.parent_id, p.depth + 1 FROM path p JOIN place ON place.unit_id = p.unit_id
    ), {MEMBERS}
    SELECT p.unit_id, coalesce(bool_or(m.person_id = CAST(:actor AS uuid)), false) AS mine
    FROM path p JOIN member m ON m.unit_id = p.unit_id
    GROUP BY p.unit_id, p.depth ORDER BY p.depth LIMIT 1
"""


def bodies(
    work: Work, terms: Terms, step: Step, ids: Sequence[UUID] | None = None, *, again: bool = False
) -> TextualSelect:
    """One row a claim at the step: the unit whose group decides, and whether the caller is one who may (`mine`).

    A person is never eligible for an own claim; `again` (复核) leaves out whoever has decided on the claim before
    or objected to it.
    """
    statement = text(BODIES).bindparams(
        bindparam("tenant", work.tenant_id, Uuid()),
        bindparam("today", work.today),
        bindparam("body", terms.review.body),
        bindparam("at", step.at),
        bindparam("policy", terms.policy.id),
        bindparam("window", terms.window_id, Uuid()),
        bindparam("step", step.id),
        bindparam("again", again, Boolean()),
        bindparam("ids", None if ids is None else list(ids), ARRAY(Uuid())),
        bindparam("actor", work.actor.person_id, Uuid()),
        bindparam("least", terms.number(step.least), Integer()),
    )
    return statement.columns(
        Column("claim_id", Uuid()),
        Column("unit_id", Uuid()),
        Column("mine", Boolean()),
        Column("depth", Integer()),
    )


def standing_group(work: Work, terms: Terms, unit_id: UUID) -> tuple[UUID, bool] | None:
    """The unit at or above this one that has a group today, the nearest, and whether the caller sits in it (None: none has).

    A unit without a group, such as one that is closed, has its matters in the hands of the next above, as its claims are.
    """
    statement = text(STANDING_GROUP).bindparams(
        bindparam("tenant", work.tenant_id, Uuid()),
        bindparam("today", work.today),
        bindparam("body", terms.review.body),
        bindparam("unit", unit_id, Uuid()),
        bindparam("actor", work.actor.person_id, Uuid()),
    )
    row = work.session.execute(statement).one_or_none()
    return None if row is None else (row.unit_id, row.mine)


def member_of(work: Work, terms: Terms, unit_id: UUID) -> bool:
    """Whether the caller sits in the unit's own group today."""
    return standing_group(work, terms, unit_id) == (unit_id, True)


def units_under(work: Work, kind: str) -> list[UUID]:
    """The units of a kind and everything below them, today."""
    statement = text(
        f"""
        WITH RECURSIVE {PLACE}, below AS (
            SELECT id AS unit_id FROM org_units WHERE tenant_id = :tenant AND kind = :kind
            UNION SELECT place.unit_id FROM below JOIN place ON place.parent_id = below.unit_id
        ) SELECT unit_id FROM below
        """
    ).bindparams(
        bindparam("tenant", work.tenant_id, Uuid()),
        bindparam("today", work.today),
        bindparam("kind", kind),
    )
    return list(work.session.scalars(statement))
