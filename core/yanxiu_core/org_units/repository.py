"""SQL of org units."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from yanxiu_core.database import revisions
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import closed_sql
from yanxiu_core.work import Work

COUNTY = "county"
SUBJECT_GROUPS = f"""
    (SELECT e.parent_id AS school_id, u.id, u.name FROM org_edges e
     JOIN org_units u ON u.tenant_id = e.tenant_id AND u.id = e.unit_id AND u.kind = 'subject_group'
     WHERE e.tenant_id = :tenant AND e.structure = 'management' AND e.superseded_at IS NULL AND e.valid_from <= :today
       AND NOT EXISTS (
           SELECT FROM org_edges l WHERE l.tenant_id = e.tenant_id AND l.unit_id = e.unit_id AND l.structure = e.structure
             AND l.superseded_at IS NULL AND l.valid_from > e.valid_from AND l.valid_from <= :today)
       AND NOT {closed_sql("u", ":today")})
"""
"""The open 教研组 that stand under each school today."""


def root_id(work: Work) -> UUID:
    """The tenant's root unit (the county)."""
    found = select(OrgUnit.id).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.kind == COUNTY)
    return work.kept("root", lambda: work.session.scalars(found).one())


def add_staged_schools(work: Work, parameters: dict[str, Any]) -> None:
    """Create the schools of the staged roster that are not known yet, under the county, and link the rows to them.

    A known school that had no code takes the roster's. A closed one may share its name with a new one.
    """
    closed = closed_sql("u", ":today")
    for statement in (
        f"""
        UPDATE org_units u SET code = s.school_code FROM staged s
        WHERE s.ok AND s.unit_id IS NULL AND s.school_code IS NOT NULL AND u.tenant_id = :tenant
          AND u.kind = 'school' AND u.name = s.school AND u.code IS NULL AND NOT {closed}
        """,
        f"""
        WITH coming AS (
            SELECT s.school, max(s.school_code) AS code, min(s.line) AS line FROM staged s
            WHERE s.ok AND s.unit_id IS NULL AND NOT EXISTS (
                SELECT 1 FROM org_units u
                WHERE u.tenant_id = :tenant AND u.kind = 'school' AND u.name = s.school AND NOT {closed})
            GROUP BY s.school
        ), units AS (
            INSERT INTO org_units (tenant_id, id, kind, code, name, position)
            SELECT :tenant, uuidv7(), 'school', code, school, line FROM coming RETURNING id, name
        ), facts AS (
            INSERT INTO org_unit_facts (tenant_id, id, unit_id, kind, value, valid_from, recorded_at)
            SELECT :tenant, uuidv7(), id, 'name', name, :beginning, :at FROM units
        )
        INSERT INTO org_edges (tenant_id, id, unit_id, parent_id, structure, valid_from, recorded_at)
        SELECT :tenant, uuidv7(), id, :root, 'management', :beginning, :at FROM units
        """,
    ):
        _configure(work, statement, parameters)
    known = f"""
        UPDATE staged s SET unit_id = u.id FROM org_units u
        WHERE s.ok AND s.unit_id IS NULL AND u.tenant_id = :tenant AND u.kind = 'school' AND u.name = s.school
          AND NOT {closed}
    """
    work.session.execute(text(known), parameters)


def add_staged_groups(work: Work, parameters: dict[str, Any]) -> None:
    """Create the 教研组 that the staged roster names, each under its school."""
    _configure(
        work,
        f"""
        WITH coming AS (
            SELECT s.unit_id AS school_id, s."group" AS name, min(s.line) AS line FROM staged s
            WHERE s.ok AND s."group" IS NOT NULL AND NOT EXISTS (
                SELECT FROM {SUBJECT_GROUPS} g WHERE g.school_id = s.unit_id AND g.name = s."group")
            GROUP BY s.unit_id, s."group"
        ), keyed AS (SELECT uuidv7() AS id, * FROM coming), units AS (
            INSERT INTO org_units (tenant_id, id, kind, name, position)
            SELECT :tenant, id, 'subject_group', name, line FROM keyed
        )
        INSERT INTO org_edges (tenant_id, id, unit_id, parent_id, structure, valid_from, recorded_at)
        SELECT :tenant, uuidv7(), id, school_id, 'management', :beginning, :at FROM keyed
        """,
        parameters,
    )


def _configure(work: Work, statement: str, parameters: dict[str, Any]) -> None:
    """Write the tree by a statement of text: what is kept of the configuration before is no longer right."""
    if work.session.execute(text(statement), parameters).rowcount:  # type: ignore[attr-defined] # a cursor result
        revisions.renew(work.session, [work.tenant_id])
