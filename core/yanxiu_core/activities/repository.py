"""SQL of activities: staged lists become activities, segments and units."""

from typing import Any

from sqlalchemy import text

from yanxiu_core.org_units.naming import named_sql
from yanxiu_core.work import Work

SEGMENT = """
    (SELECT s.activity_id, s.position, coalesce(s.segment, '') AS title, s.on_date,
            (s.on_date + coalesce(s.starts, time '00:00')) AT TIME ZONE :zone AS starts_at,
            CASE WHEN s.starts IS NOT NULL THEN (s.on_date + s.ends) AT TIME ZONE :zone END AS ends_at,
            CAST(s.periods AS numeric(12, 2)) AS periods
     FROM staged s WHERE s.ok)
"""
UNITS = f"""
    (SELECT DISTINCT s.activity_id, u.id AS unit_id, n.name, n.part
     FROM (SELECT *, min(on_date) OVER (PARTITION BY number) AS first_day FROM staged WHERE ok) s CROSS JOIN LATERAL (
         SELECT s.host AS name, 'host' AS part UNION ALL SELECT s.organiser, 'organiser' UNION ALL
         SELECT trim(a), 'assistant' FROM regexp_split_to_table(s.assistants, '[、,，;；]') a) n
     LEFT JOIN LATERAL {named_sql("n.name", "s.first_day")} u ON true
     WHERE n.name <> '')
"""
"""An activity is of the units that its names meant on its first day; `unit_names` is staged."""


def _superseding(table: str, rows: str, *, key: str, columns: str, content: str) -> str:
    """SQL that makes the present rows of a recorded table those given: the same is nothing, other supersedes."""
    new, old = (", ".join(f"{alias}.{name.strip()}" for name in content.split(",")) for alias in "ng")
    return f"""
        WITH coming AS {rows}, differing AS (
            SELECT n.*, g.id AS old_id FROM coming n
            LEFT JOIN {table} g ON g.tenant_id = :tenant AND {key} AND g.superseded_at IS NULL
            WHERE g.id IS NULL OR ROW({old}) IS DISTINCT FROM ROW({new})
        ), closed AS (
            UPDATE {table} t SET superseded_at = :at FROM differing d WHERE t.tenant_id = :tenant AND t.id = d.old_id
            RETURNING t.id
        )
        -- Reading `closed` makes it run first: the old row's unique key must be free.
        INSERT INTO {table} (tenant_id, id, {columns}, recorded_at)
        SELECT :tenant, uuidv7(), {columns}, :at FROM differing, (SELECT count(*) FROM closed) AS done
    """


STAGED = (
    "DROP TABLE IF EXISTS heads",
    """
    CREATE TEMPORARY TABLE heads ON COMMIT DROP AS
    SELECT number, activity_id, kind, title, coalesce(max(theme), '') AS theme,
           coalesce(max(place), '') AS place, coalesce(max(leader), '') AS leader, min(on_date) AS starts_on
    FROM staged WHERE ok GROUP BY number, activity_id, kind, title
    """,
    """
    INSERT INTO activities (tenant_id, id, number, kind, title, theme, place, leader, state, starts_on, cancel_reason)
    SELECT :tenant, uuidv7(), number, kind, title, theme, place, leader, 'planned', starts_on, ''
    FROM heads WHERE activity_id IS NULL
    """,
    """
    UPDATE staged s SET change = 'added', activity_id = a.id FROM activities a
    WHERE s.ok AND s.activity_id IS NULL AND a.tenant_id = :tenant AND a.number = s.number
    """,
    f"""
    UPDATE staged s SET change = CASE
        WHEN (a.kind, a.title, a.theme, a.place, a.leader) IS DISTINCT FROM
             (h.kind, h.title, h.theme, h.place, h.leader)
          OR EXISTS (SELECT 1 FROM {SEGMENT} n LEFT JOIN activity_segments g ON g.tenant_id = :tenant
                     AND g.activity_id = n.activity_id AND g.position = n.position AND g.superseded_at IS NULL
                     WHERE n.activity_id = s.activity_id AND n.position = s.position
                       AND (g.title, g.on_date, g.starts_at, g.ends_at, g.periods)
                           IS DISTINCT FROM (n.title, n.on_date, n.starts_at, n.ends_at, n.periods))
        THEN 'corrected' ELSE 'unchanged' END
    FROM heads h JOIN activities a ON a.tenant_id = :tenant AND a.id = h.activity_id
    WHERE s.ok AND s.change IS NULL AND h.activity_id = s.activity_id
    """,
    f"""
    WITH coming AS (SELECT activity_id, part, name, unit_id FROM {UNITS} n), present AS (
        SELECT activity_id, part, name, unit_id FROM activity_units
        WHERE tenant_id = :tenant AND superseded_at IS NULL AND activity_id IN (SELECT activity_id FROM coming))
    UPDATE staged s SET change = 'corrected' WHERE s.change = 'unchanged' AND s.activity_id IN (
        SELECT activity_id FROM ((TABLE coming EXCEPT TABLE present) UNION (TABLE present EXCEPT TABLE coming)) d)
    """,
    """
    UPDATE activities a SET kind = h.kind,
           plugin_kind = CASE WHEN a.kind = h.kind THEN a.plugin_kind END, title = h.title, theme = h.theme, place = h.place, leader = h.leader
    FROM heads h WHERE a.tenant_id = :tenant AND a.id = h.activity_id
      AND (a.kind, a.title, a.theme, a.place, a.leader)
          IS DISTINCT FROM (h.kind, h.title, h.theme, h.place, h.leader)
    """,
    _superseding(
        "activity_segments",
        SEGMENT,
        key="g.activity_id = n.activity_id AND g.position = n.position",
        columns="activity_id, position, title, on_date, starts_at, ends_at, periods",
        content="title, on_date, starts_at, ends_at, periods",
    ),
    """
    UPDATE activities a SET starts_on = g.first FROM (
        SELECT activity_id, min(on_date) AS first FROM activity_segments
        WHERE tenant_id = :tenant AND superseded_at IS NULL
          AND activity_id IN (SELECT activity_id FROM staged WHERE change = 'corrected') GROUP BY activity_id) g
    WHERE a.tenant_id = :tenant AND a.id = g.activity_id AND a.starts_on <> g.first
    """,
    _superseding(
        "activity_units",
        UNITS,
        key="g.activity_id = n.activity_id AND g.part = n.part AND g.name = n.name",
        columns="activity_id, unit_id, name, part",
        content="unit_id",
    ),
    f"""
    UPDATE activity_units g SET superseded_at = :at
    WHERE g.tenant_id = :tenant AND g.superseded_at IS NULL
      AND g.activity_id IN (SELECT activity_id FROM staged WHERE ok)
      AND NOT EXISTS (SELECT 1 FROM {UNITS} n WHERE n.activity_id = g.activity_id AND n.part = g.part
                      AND n.name = g.name)
    """,
)
"""The statements of `write_staged`, in order."""


def write_staged(work: Work, parameters: dict[str, Any]) -> None:
    """Add new activities as planned, correct known ones; segments and units supersede where they differ.

    A segment that is missing from the file is left alone. The rows of one number say the same of the activity, or
    nothing (the import has checked that, and has staged `unit_names`).
    """
    for statement in STAGED:
        work.session.execute(text(statement), parameters)
