"""SQL of obligations: a staged list becomes rows, by supersession alone."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text

from yanxiu_core.engine import judge
from yanxiu_core.work import Work

GIVEN = {
    "line": "integer", "person_id": "uuid", "rule": "text", "window_key": "text", "kind": "text",
    "amount": "numeric(15, 6)", "reason": "text", "document": "text", "approver": "text",
}  # fmt: skip
"""What a staged obligation says; `line` tells the caller's rows apart, of which several may be of one line."""

COLUMNS = ", ".join(f'"{name}" {kind}' for name, kind in GIVEN.items())


def stage(work: Work, rows: Iterable[Mapping[str, Any]]) -> None:
    """Stage rows of plain values, as one parameter."""
    query = f"SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r({COLUMNS})"
    stage_from(work, query, {"rows": json.dumps(list(rows), default=str)})


def stage_from(work: Work, query: str, parameters: Mapping[str, Any]) -> None:
    """Stage what a query gives: the columns of `GIVEN`, in their order. Gone with the transaction."""
    names = ", ".join(f'"{name}"' for name in GIVEN)
    for statement, values in (
        ("DROP TABLE IF EXISTS staged_obligations", {}),
        (
            f"CREATE TEMPORARY TABLE staged_obligations ({COLUMNS}, old_id uuid, change text) ON COMMIT DROP",
            {},
        ),
        (f"INSERT INTO staged_obligations ({names}) {query}", dict(parameters)),
        ("ANALYZE staged_obligations", {}),
    ):
        work.session.execute(text(statement), values)


def write(work: Work) -> dict[str, int]:
    """Write what says something new, supersede what it corrects, judge its people once.

    Returns how many obligations are added, corrected and unchanged.
    """
    parameters = {"tenant": work.tenant_id, "at": work.record()}
    for statement in (
        """
        UPDATE staged_obligations s SET old_id = c.id,
               change = CASE WHEN c.id IS NULL THEN 'added'
                             WHEN ROW(c.kind, c.amount, c.reason, c.document, c.approver)
                                  IS DISTINCT FROM ROW(f.kind, f.amount, f.reason, f.document, f.approver)
                             THEN 'corrected' ELSE 'unchanged' END
        FROM staged_obligations f
        LEFT JOIN obligations c ON c.tenant_id = :tenant AND c.person_id = f.person_id AND c.rule = f.rule
                                   AND c.window_key = f.window_key AND c.superseded_at IS NULL
        WHERE f.line = s.line AND f.rule = s.rule
        """,
        """
        UPDATE obligations c SET superseded_at = :at FROM staged_obligations s
        WHERE s.change = 'corrected' AND c.tenant_id = :tenant AND c.id = s.old_id
        """,
        """
        INSERT INTO obligations
            (tenant_id, id, person_id, rule, window_key, kind, amount, reason, document, approver, recorded_at)
        SELECT :tenant, uuidv7(), person_id, rule, window_key, kind, amount, reason, document, approver, :at
        FROM staged_obligations WHERE change <> 'unchanged'
        """,
    ):
        work.session.execute(text(statement), parameters)
    changed = text("SELECT DISTINCT person_id FROM staged_obligations WHERE change <> 'unchanged'")
    judge.after_facts(work, work.session.scalars(changed).all())
    rows = work.session.execute(
        text("SELECT change, count(*) AS rows FROM staged_obligations GROUP BY change")
    )
    return {"added": 0, "corrected": 0, "unchanged": 0, **{row.change: row.rows for row in rows}}
