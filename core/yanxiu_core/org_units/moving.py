"""SQL that moves people, activities and papers from units to those that follow them, from a day on, by supersession alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from yanxiu_core.assignments.relations import relations
from yanxiu_core.ledger.assignments import post_assignments
from yanxiu_core.people.models import GROUP, HOME, TEACHING
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Move:
    """Where what belongs to a unit goes: everybody's, or one person's; without a target it ends."""

    source: UUID
    target: UUID | None
    person_id: UUID | None = None


_MOVES = """
    moves AS (
        SELECT * FROM unnest(:people, :sources, :targets) AS m(person_id, source, target)
    )
"""
_HOMES = f"""
    WITH {_MOVES}, in_force AS (
        SELECT DISTINCT ON (person_id) id FROM person_units
        WHERE tenant_id = :tenant AND relation = '{HOME}' AND superseded_at IS NULL AND valid_from <= :day
        ORDER BY person_id, valid_from DESC
    ), moved AS (
        SELECT u.id, u.person_id, m.target, u.valid_from, u.valid_to FROM person_units u
        JOIN moves m ON m.source = u.unit_id AND (m.person_id IS NULL OR m.person_id = u.person_id)
        WHERE u.tenant_id = :tenant AND u.relation = '{HOME}' AND u.superseded_at IS NULL AND m.target IS NOT NULL
          AND (u.valid_from > :day OR u.id IN (SELECT id FROM in_force))
    ), closed AS (
        UPDATE person_units u SET superseded_at = :at FROM moved m
        WHERE u.tenant_id = :tenant AND u.id = m.id AND m.valid_from >= :day
        RETURNING u.id
    )
    INSERT INTO person_units (tenant_id, id, person_id, unit_id, relation, valid_from, valid_to, recorded_at)
    SELECT :tenant, uuidv7(), person_id, target, '{HOME}', greatest(valid_from, :day), valid_to, :at
    -- Reading `closed` makes it run first: the old row's unique key must be free.
    FROM moved, (SELECT count(*) FROM closed) AS done
    RETURNING person_id
"""
# A person may teach at both units already, or sit in both groups: spans that touch become one.
_OTHERS = f"""
    WITH {_MOVES}, moved AS (
        SELECT u.*, m.target, m.target IS NOT NULL AND u.relation IN ('{TEACHING}', '{GROUP}') AS follows
        FROM person_units u JOIN moves m ON m.source = u.unit_id AND (m.person_id IS NULL OR m.person_id = u.person_id)
        WHERE u.tenant_id = :tenant AND u.relation <> '{HOME}' AND u.superseded_at IS NULL
          AND (u.valid_to IS NULL OR u.valid_to >= :day)
    ), coming AS (
        SELECT person_id, relation, target AS unit_id, daterange(greatest(valid_from, :day), valid_to, '[]') AS span
        FROM moved WHERE follows
    ), standing AS (
        SELECT u.id, u.person_id, u.relation, u.unit_id, daterange(u.valid_from, u.valid_to, '[]') AS span
        FROM person_units u
        WHERE u.tenant_id = :tenant AND u.superseded_at IS NULL AND EXISTS (
            SELECT FROM coming c WHERE c.person_id = u.person_id AND c.relation = u.relation AND c.unit_id = u.unit_id
              AND c.span && daterange(u.valid_from, u.valid_to, '[]'))
    ), joined AS (
        SELECT person_id, relation, unit_id, unnest(range_agg(span)) AS span
        FROM (TABLE coming UNION ALL SELECT person_id, relation, unit_id, span FROM standing) b
        GROUP BY person_id, relation, unit_id
    ), kept AS (
        SELECT s.id, s.person_id, s.relation, s.unit_id, s.span FROM standing s JOIN joined j
          ON (j.person_id, j.relation, j.unit_id, j.span) = (s.person_id, s.relation, s.unit_id, s.span)
    ), closed AS (
        UPDATE person_units u SET superseded_at = :at
        WHERE u.tenant_id = :tenant AND u.id IN (
            SELECT id FROM moved UNION SELECT id FROM standing EXCEPT SELECT id FROM kept)
        RETURNING u.id, u.relation, u.person_id
    ), written AS (
        INSERT INTO person_units (tenant_id, id, person_id, unit_id, relation, valid_from, valid_to, recorded_at)
        SELECT :tenant, uuidv7(), n.person_id, n.unit_id, n.relation, lower(n.span), upper(n.span) - 1, :at
        FROM (SELECT person_id, relation, unit_id, span FROM joined
              EXCEPT SELECT person_id, relation, unit_id, span FROM kept
              UNION ALL
              SELECT person_id, relation, unit_id, daterange(valid_from, :day) FROM moved WHERE valid_from < :day) n,
             (SELECT count(*) FROM closed) AS done
        RETURNING id, relation, person_id
    )
    SELECT id, relation, person_id, true AS superseded, id IN (SELECT id FROM moved WHERE NOT follows) AS ended
    FROM closed UNION ALL SELECT id, relation, person_id, false, false FROM written
"""
_ACTIVITIES = f"""
    WITH {_MOVES}, moved AS (
        SELECT u.id, u.activity_id, u.part, m.target, t.name FROM activity_units u
        JOIN moves m ON m.source = u.unit_id AND m.person_id IS NULL
        JOIN activities a ON a.tenant_id = :tenant AND a.id = u.activity_id
        JOIN org_units t ON t.tenant_id = :tenant AND t.id = m.target
        WHERE u.tenant_id = :tenant AND u.superseded_at IS NULL AND a.state <> 'cancelled' AND a.starts_on >= :day
    ), closed AS (
        UPDATE activity_units u SET superseded_at = :at FROM moved m WHERE u.tenant_id = :tenant AND u.id = m.id
    ), written AS (
        INSERT INTO activity_units (tenant_id, id, activity_id, unit_id, name, part, recorded_at)
        SELECT :tenant, uuidv7(), m.activity_id, m.target, m.name, m.part, :at
        FROM (SELECT DISTINCT activity_id, part, target, name FROM moved) m
        WHERE NOT EXISTS (
            SELECT FROM activity_units u WHERE u.tenant_id = :tenant AND u.superseded_at IS NULL
              AND u.activity_id = m.activity_id AND u.part = m.part AND u.unit_id = m.target)
    )
    SELECT DISTINCT activity_id FROM moved
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """Who is at home elsewhere, who has any other assignment than before, and how many assignments ended."""

    homes: frozenset[UUID]
    people: frozenset[UUID]
    ended: int


def move_people(work: Work, moves: Sequence[Move], on: date) -> Moved:
    """Move 编制单位, 任教单位 and 教研组 of people from a day on; other assignments to a unit that is left end the day before.

    The lines of assignments that rules read follow; verdicts are the caller's to derive.
    """
    values = _values(work, moves, on)
    homes = frozenset(work.session.scalars(_statement(_HOMES), values))
    rows = work.session.execute(_statement(_OTHERS), values).all()
    for relation in relations(work.registry).values():
        mine = [row for row in rows if row.relation == relation.name]
        if mine:
            post_assignments(
                work,
                relation,
                [row.id for row in mine if row.superseded],
                [row.id for row in mine if not row.superseded],
            )
    people = homes | {row.person_id for row in rows}
    return Moved(homes, frozenset(people), sum(row.ended for row in rows))


def move_activities(work: Work, moves: Sequence[Move], on: date) -> list[UUID]:
    """Hand the activities of a unit whose everything moves over to the one that follows, planned or confirmed, from a day
    on; returns those changed.
    """
    return list(work.session.scalars(_statement(_ACTIVITIES), _values(work, moves, on)))


def _statement(sql: str) -> Any:
    return text(sql).bindparams(
        *(bindparam(name, type_=ARRAY(Uuid())) for name in ("people", "sources", "targets"))
    )


def _values(work: Work, moves: Sequence[Move], on: date) -> dict[str, Any]:
    return {
        "tenant": work.tenant_id,
        "at": work.record(),
        "day": on,
        "people": [move.person_id for move in moves],
        "sources": [move.source for move in moves],
        "targets": [move.target for move in moves],
    }
