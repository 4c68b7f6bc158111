"""SQL of external training: staged certificates become rows, by supersession alone."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from yanxiu_core.engine import judge
from yanxiu_core.external_trainings.checks import RANK
from yanxiu_core.ledger.difference import Posting
from yanxiu_core.ledger.external import post_trainings
from yanxiu_core.work import Work

TYPES = {
    "number": "text",
    "name": "text",
    "certificate": "text",
    "project": "text",
    "level": "text",
    "organiser": "text",
    "starts": "date",
    "ends": "date",
    "form": "text",
    "hours": "numeric(12, 2)",
    "file_id": "uuid",
    "series_id": "uuid",
    "old_id": "uuid",
    "state": "text",
}
"""What is staged of a certificate; a row that names its `series_id` is a version of that one, whatever its number."""

CONTENT = {
    "person_id": "person_id",
    "certificate": "certificate",
    "project": "project",
    "level": "level",
    "organiser": "organiser",
    "starts_on": "starts",
    "ends_on": "ends",
    "form": "form",
    "hours": "hours",
}
"""What makes two versions the same: columns of the table and of what is staged. No scan means the scan there is."""


def stage_one(work: Work, row: Mapping[str, Any]) -> None:
    """Put one certificate where an import would have put its rows: `staged`, which is created."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in TYPES.items())
    names = ", ".join(f'"{name}"' for name in (*TYPES, "person_id"))
    work.session.execute(
        text(
            f"""INSERT INTO staged (line, row_number, ok, {names})
                SELECT 1, 1, true, {names}
                FROM jsonb_to_record(CAST(:row AS jsonb)) AS r({columns}, person_id uuid)"""
        ),
        {"row": json.dumps(dict(row), default=str)},
    )


def compare(work: Work, state: str) -> None:
    """Say of each staged certificate what it is against what is known, and that it would be in this state.

    The same content is `unchanged` unless it is more assured now, or was returned or withdrawn.
    """
    old, new = (
        ", ".join(f"{alias}.{name}" for name in names)
        for alias, names in (("c", CONTENT.keys()), ("f", CONTENT.values()))
    )
    work.session.execute(
        text(
            f"""
            UPDATE staged s SET old_id = c.id, state = :state, series_id = coalesce(c.series_id, uuidv7()),
                   file_id = coalesce(f.file_id, c.file_id),
                   change = CASE WHEN c.id IS NULL THEN 'added'
                                 WHEN ROW({old}) IS DISTINCT FROM ROW({new}) THEN 'corrected'
                                 WHEN f.file_id IS DISTINCT FROM c.file_id AND f.file_id IS NOT NULL THEN 'corrected'
                                 WHEN {RANK.format("c.state")} < {RANK.format(":state")} THEN 'corrected'
                                 ELSE 'unchanged' END
            FROM staged f
            LEFT JOIN external_trainings c ON c.tenant_id = :tenant AND c.superseded_at IS NULL
                 AND CASE WHEN f.series_id IS NULL THEN c.person_id = f.person_id AND c.certificate = f.certificate
                          ELSE c.series_id = f.series_id END
            WHERE f.line = s.line
            """
        ),
        {"tenant": work.tenant_id, "state": state},
    )


def write(work: Work) -> Posting:
    """Write the good staged certificates that say something new, supersede what they correct, post and judge."""
    names = ", ".join((*CONTENT, "series_id", "file_id", "state"))
    given = ", ".join((*CONTENT.values(), "series_id", "file_id", "state"))
    parameters = {"tenant": work.tenant_id, "at": work.record(), "by": work.actor.name}
    old = work.session.scalars(
        text(
            """UPDATE external_trainings c SET superseded_at = :at FROM staged s
               WHERE s.ok AND s.change = 'corrected' AND c.tenant_id = :tenant AND c.id = s.old_id RETURNING c.id"""
        ),
        parameters,
    ).all()
    new = work.session.scalars(
        text(
            f"""INSERT INTO external_trainings (tenant_id, id, {names}, reason, by, recorded_at)
                SELECT :tenant, uuidv7(), {given}, '', :by, :at FROM staged
                WHERE ok AND change <> 'unchanged' RETURNING id"""
        ),
        parameters,
    ).all()
    posting = post_trainings(work, [*old, *new])
    judge.after_posting(work, posting.people, set(posting.days))
    return posting
