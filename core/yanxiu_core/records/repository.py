"""SQL of records: a staged list becomes rows, by supersession alone."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.codes.repository import register
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import RECORD_REGISTERED
from yanxiu_core.ledger.records import post_records
from yanxiu_core.ledger.sources import SourcePosting
from yanxiu_core.work import Work

CONTENT = (
    "kind", "person_id", "unit_id", "activity_id", "title", "on_date", "starts_at", "measure", "amount", "item",
    "category", "role", "fields", "at_unit_id", "plugin_kind", "form_version_id", "answers",
)  # fmt: skip
"""What makes two records of one number the same."""

GIVEN = {
    "line": "integer", "number": "text", "kind": "text", "person_id": "uuid", "unit_id": "uuid", "activity_id": "uuid",
    "title": "text", "on_date": "date", "at": "time", "measure": "text", "amount": "numeric(12, 2)", "item": "text",
    "category": "text", "role": "text", "fields": "text[]", "at_unit_id": "uuid", "plugin_kind": "text",
    "form_version_id": "uuid", "answers": "jsonb",
}  # fmt: skip
"""What a staged record says; `line` tells the caller's rows apart."""


KEPT_ANSWERS = """
    UPDATE staged_records s SET plugin_kind = c.plugin_kind, form_version_id = c.form_version_id, answers = c.answers,
           fields = coalesce(s.fields, c.fields)
    FROM records c
    WHERE s.form_version_id IS NULL AND c.tenant_id = :tenant AND c.number = s.number AND c.superseded_at IS NULL
      AND c.form_version_id IS NOT NULL AND c.kind = s.kind
"""
"""A list or a correction that says nothing of the form leaves its answers as they are."""


def stage(work: Work, rows: Iterable[Mapping[str, Any]]) -> None:
    """Stage rows of plain values, as one parameter."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in GIVEN.items())
    stage_from(
        work,
        f"SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r({columns})",
        {"rows": json.dumps(list(rows), default=str)},
    )


def stage_from(work: Work, query: str, parameters: Mapping[str, Any]) -> None:
    """Stage what a query gives: the columns of `GIVEN`, in their order. Gone with the transaction."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in GIVEN.items())
    for statement in (
        "DROP TABLE IF EXISTS staged_records",
        f"""CREATE TEMPORARY TABLE staged_records ({columns}, id uuid DEFAULT uuidv7(), starts_at timestamptz,
                                                   old_id uuid, withdrawn boolean, change text) ON COMMIT DROP""",
    ):
        work.session.execute(text(statement))
    names = ", ".join(f'"{name}"' for name in GIVEN)
    work.session.execute(text(f"INSERT INTO staged_records ({names}) {query}"), dict(parameters))
    work.session.execute(text("ANALYZE staged_records"))


def compare(work: Work) -> None:
    """Say of each staged record what it is against what is known: added, corrected or unchanged."""
    old, new = (", ".join(f"{alias}.{name}" for name in CONTENT if name != "starts_at") for alias in "cf")
    work.session.execute(text(KEPT_ANSWERS), {"tenant": work.tenant_id})
    starts_at = """(f.on_date + coalesce(f."at", time '00:00')) AT TIME ZONE :zone"""
    work.session.execute(
        text(
            f"""
            UPDATE staged_records s SET old_id = c.id, withdrawn = coalesce(c.withdrawn, false),
                   starts_at = {starts_at},
                   change = CASE WHEN c.id IS NULL THEN 'added'
                                 WHEN ROW({old}, c.starts_at) IS DISTINCT FROM ROW({new}, {starts_at}) THEN 'corrected'
                                 ELSE 'unchanged' END
            FROM staged_records f
            LEFT JOIN records c ON c.tenant_id = :tenant AND c.number = f.number AND c.superseded_at IS NULL
            WHERE f.line = s.line
            """
        ),
        {"tenant": work.tenant_id, "zone": work.zone.key},
    )


def subjects(work: Work) -> list[tuple[UUID | None, UUID | None]]:
    """Person (if of one) and unit, for a person the home unit on the day, of what is staged and of what it corrects."""
    statement = """
        SELECT DISTINCT s.person_id, coalesce(s.unit_id, (
                   SELECT h.unit_id FROM person_units h
                   WHERE h.tenant_id = :tenant AND h.person_id = s.person_id AND h.relation = 'home'
                     AND h.superseded_at IS NULL AND h.valid_from <= s.on_date
                   ORDER BY h.valid_from DESC LIMIT 1)) AS unit_id
        FROM (SELECT person_id, unit_id, on_date FROM staged_records
              UNION SELECT c.person_id, c.unit_id, c.on_date FROM records c JOIN staged_records o
                    ON c.tenant_id = :tenant AND c.id = o.old_id) s
    """
    return [tuple(row) for row in work.session.execute(text(statement), {"tenant": work.tenant_id})]


def corrected_kinds(work: Work) -> list[tuple[int, str]]:
    """Line and plugin's kind of what staged records would correct."""
    statement = """
        SELECT s.line, c.plugin_kind FROM staged_records s JOIN records c ON c.tenant_id = :tenant AND c.id = s.old_id
        WHERE s.change = 'corrected' AND c.plugin_kind IS NOT NULL ORDER BY s.line
    """
    return [tuple(row) for row in work.session.execute(text(statement), {"tenant": work.tenant_id})]


def counts(work: Work) -> dict[str, int]:
    """How many of the staged records are added, corrected and unchanged."""
    rows = work.session.execute(text("SELECT change, count(*) AS rows FROM staged_records GROUP BY change"))
    return {"added": 0, "corrected": 0, "unchanged": 0, **{row.change: row.rows for row in rows}}


def write(work: Work) -> SourcePosting:
    """Write the staged records that say something new, supersede what they correct, post their lines and judge."""
    parameters = {"tenant": work.tenant_id, "at": work.record()}
    for system, column in (("record_kind", "kind"), ("role", "role")):
        words = text(f"SELECT DISTINCT {column} FROM staged_records WHERE {column} <> ''")
        register(work, system, work.session.scalars(words).all())
    names = ", ".join(CONTENT)
    work.session.execute(
        text(
            """
            UPDATE records c SET superseded_at = :at FROM staged_records s
            WHERE s.change = 'corrected' AND c.tenant_id = :tenant AND c.id = s.old_id
            """
        ),
        parameters,
    )
    work.session.execute(
        text(
            f"""
            INSERT INTO records (tenant_id, id, number, {names}, withdrawn, assurance, confirmed_by, recorded_at)
            SELECT :tenant, id, number, {names}, false, 'registered', '', :at FROM staged_records WHERE change <> 'unchanged'
            """
        ),
        parameters,
    )
    changed = work.session.execute(
        text("SELECT id, old_id FROM staged_records WHERE change <> 'unchanged' ORDER BY line")
    ).all()
    if changed:
        events.tell(work, RECORD_REGISTERED, [row.id for row in changed])
    return post_records(
        work, [row.old_id for row in changed if row.old_id is not None], [row.id for row in changed]
    )
