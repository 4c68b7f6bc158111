"""SQL of people: staged rosters become people, dated facts and units, by supersession alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.org_units.repository import SUBJECT_GROUPS
from yanxiu_core.people.models import GROUP, HOME, TEACHING
from yanxiu_core.work import Work


def write_staged(work: Work, parameters: dict[str, Any]) -> None:
    """Add the people who are new and correct the present name, sex and birth date of those who are known."""
    for statement in (
        """
        UPDATE staged s SET change = CASE WHEN p.id IS NULL THEN 'added'
               WHEN p.name <> s.name OR p.sex <> coalesce(s.sex, p.sex)
                 OR p.birth_date IS DISTINCT FROM coalesce(s.birth_date, p.birth_date) THEN 'corrected'
               ELSE 'unchanged' END
        FROM staged f LEFT JOIN people p ON p.tenant_id = :tenant AND p.id = f.person_id
        WHERE f.line = s.line AND s.ok
        """,
        """
        UPDATE people p SET name = s.name, sex = coalesce(s.sex, p.sex),
               birth_date = coalesce(s.birth_date, p.birth_date)
        FROM staged s WHERE s.change = 'corrected' AND p.tenant_id = :tenant AND p.id = s.person_id
        """,
        """
        INSERT INTO people (tenant_id, id, number, name, sex, birth_date)
        SELECT :tenant, uuidv7(), number, name, coalesce(sex, '0'), birth_date FROM staged WHERE change = 'added'
        """,
        """
        UPDATE staged s SET person_id = p.id FROM people p
        WHERE s.change = 'added' AND p.tenant_id = :tenant AND p.number = s.number
        """,
    ):
        work.session.execute(text(statement), parameters)


def write_staged_facts(
    work: Work, parameters: dict[str, Any], kinds: Sequence[str], valid_from: date | None
) -> set[UUID]:
    """Write the staged facts that say something new; returns whom they change."""
    values = ", ".join(f"('{kind}', s.\"{kind}\")" for kind in kinds)
    return _write(
        work,
        parameters,
        table="person_facts",
        own=("kind", "value"),
        key=("kind",),
        staged=f"""
            SELECT s.person_id, f.kind, f.value, s.change FROM staged s CROSS JOIN LATERAL (VALUES {values}) f(kind, value)
            WHERE s.ok AND f.value IS NOT NULL
        """,
        valid_from=valid_from,
    )


def write_staged_units(work: Work, parameters: dict[str, Any], valid_from: date | None) -> set[UUID]:
    """Write home unit, teaching unit and 教研组 where they differ; returns whose they are.

    A roster names one school: it is taken for both 编制单位 and 任教单位 until a posting says otherwise.
    """
    changed = _write(
        work,
        parameters,
        table="person_units",
        own=("relation", "unit_id"),
        key=("relation",),
        staged=f"""
            SELECT s.person_id, r.relation, s.unit_id, s.change
            FROM staged s CROSS JOIN (VALUES ('{HOME}'), ('{TEACHING}')) r(relation) WHERE s.ok
            UNION ALL
            SELECT s.person_id, '{GROUP}', g.id, s.change FROM staged s
            JOIN {SUBJECT_GROUPS} g ON g.school_id = s.unit_id AND g.name = s."group"
            WHERE s.ok
        """,
        valid_from=valid_from,
    )
    _end_former(work, parameters, valid_from)
    return changed


def _end_former(work: Work, parameters: dict[str, Any], valid_from: date | None) -> None:
    """End, on the day before, what somebody leaves: the teaching unit and group that another took the place of on
    `valid_from`, and with a new home unit the group that does not stand under it, whether or not another is named.

    What would then never have been is superseded alone.
    """
    work.session.execute(
        text(
            f"""
            WITH ended AS (
                UPDATE person_units t SET superseded_at = :at FROM person_units n
                WHERE t.tenant_id = :tenant AND t.superseded_at IS NULL AND t.valid_to IS NULL
                  AND n.tenant_id = :tenant AND n.person_id = t.person_id AND n.recorded_at = :at
                  AND (t.relation IN ('{TEACHING}', '{GROUP}') AND n.relation = t.relation
                       AND t.valid_from < :from AND n.valid_from = :from
                    OR t.relation = '{GROUP}' AND n.relation = '{HOME}' AND NOT EXISTS (
                       SELECT 1 FROM org_edges e WHERE e.tenant_id = :tenant AND e.unit_id = t.unit_id
                       AND e.parent_id = n.unit_id AND e.structure = 'management' AND e.superseded_at IS NULL))
                RETURNING t.person_id, t.relation, t.unit_id, t.valid_from, n.valid_from AS left_on
            )
            INSERT INTO person_units (tenant_id, id, person_id, relation, unit_id, valid_from, valid_to, recorded_at)
            SELECT :tenant, uuidv7(), person_id, relation, unit_id, valid_from, left_on - 1, :at
            FROM ended WHERE valid_from < left_on
            """
        ),
        {**parameters, "from": valid_from},
    )


def _write(
    work: Work,
    parameters: dict[str, Any],
    *,
    table: str,
    own: tuple[str, str],
    key: tuple[str, ...],
    staged: str,
    valid_from: date | None,
) -> set[UUID]:
    """Dated rows against those in force: the same is nothing, other supersedes.

    All that is known of a new person, and the first value of a kind, holds from the beginning. With `valid_from` what
    is new of a known person begins on that day; without, another value corrects the row in force from where it began.
    """
    name, value = own
    same_key = " AND ".join(f"c.{column} = n.{column}" for column in key)
    statement = f"""
        WITH coming AS ({staged}), present AS (
            SELECT DISTINCT ON (person_id, {name}) id, person_id, {name}, {value}, valid_from FROM {table}
            WHERE tenant_id = :tenant AND superseded_at IS NULL
              AND valid_from <= coalesce(CAST(:from AS date), CAST(:today AS date))
            ORDER BY person_id, {name}, valid_from DESC
        ), differing AS (
            SELECT n.person_id, n.{name}, n.{value}, c.id AS old_id,
                   CASE WHEN n.change = 'added' THEN :beginning
                        WHEN c.id IS NULL THEN coalesce(CAST(:from AS date), :beginning)
                        ELSE coalesce(CAST(:from AS date), c.valid_from) END AS valid_from,
                   c.valid_from AS old_from
            FROM coming n LEFT JOIN present c ON c.person_id = n.person_id AND {same_key}
            WHERE c.{value} IS DISTINCT FROM n.{value}
        ), closed AS (
            UPDATE {table} t SET superseded_at = :at FROM differing d
            WHERE t.tenant_id = :tenant AND t.id = d.old_id AND d.old_from = d.valid_from
            RETURNING t.id
        ), written AS (
            -- Reading `closed` makes it run first: the old row's unique key must be free.
            INSERT INTO {table} (tenant_id, id, person_id, {name}, {value}, valid_from, recorded_at)
            SELECT :tenant, uuidv7(), person_id, {name}, {value}, valid_from, :at
            FROM differing, (SELECT count(*) FROM closed) AS done
        )
        SELECT DISTINCT person_id FROM differing
    """
    rows = work.session.scalars(text(statement), {**parameters, "from": valid_from, "today": work.today})
    return set(rows)


def corrected(work: Work) -> set[UUID]:
    """The known people of whom the staged roster says something else."""
    return set(work.session.scalars(text("SELECT person_id FROM staged WHERE change = 'corrected'")))


def mark_changed(work: Work, people: set[UUID]) -> None:
    """Count a known person whose facts changed as corrected."""
    work.session.execute(
        text(
            "UPDATE staged SET change = 'corrected' WHERE change = 'unchanged' AND person_id = ANY(:people)"
        ),
        {"people": list(people)},
    )
