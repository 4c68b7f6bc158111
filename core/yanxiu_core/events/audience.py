"""Which of an event's ids concern the units in which a plugin of schools is on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.events.kinds import Subject
from yanxiu_core.switches.state import Where
from yanxiu_core.work import Work

HOME = """(SELECT h.unit_id FROM person_units h
           WHERE h.tenant_id = :tenant AND h.person_id = {person} AND h.relation = 'home' AND h.superseded_at IS NULL
             AND h.valid_from <= {day} ORDER BY h.valid_from DESC LIMIT 1)"""

UNITS: Mapping[Subject, str] = {
    "activity": """SELECT activity_id AS id, unit_id FROM activity_units
                   WHERE tenant_id = :tenant AND activity_id = ANY(:ids) AND superseded_at IS NULL
                     AND part <> 'assistant' AND unit_id IS NOT NULL""",
    "person": f"SELECT p.id, {HOME.format(person='p.id', day=':today')} FROM people p "
    "WHERE p.tenant_id = :tenant AND p.id = ANY(:ids)",
    "evidence": f"SELECT e.id, {HOME.format(person='e.person_id', day='e.on_date')} FROM evidence e "
    "WHERE e.tenant_id = :tenant AND e.id = ANY(:ids)",
    "record": f"SELECT r.id, coalesce(r.unit_id, {HOME.format(person='r.person_id', day='r.on_date')}) FROM records r "
    "WHERE r.tenant_id = :tenant AND r.id = ANY(:ids)",
    "unit": "SELECT id, id FROM org_units WHERE tenant_id = :tenant AND id = ANY(:ids)",
}
"""By what the ids name: each with a unit to which it belongs. What is not here belongs to the whole county."""


def concerned(work: Work, subject: Subject, ids: Sequence[UUID], where: Where) -> tuple[UUID, ...]:
    """The ids of things that belong to a unit where the plugin is on, in their order."""
    if subject not in UNITS or not where.units:
        return tuple(ids)
    values = {"tenant": work.tenant_id, "ids": list(ids), "today": work.today}
    rows = work.session.execute(text(UNITS[subject]), values)
    inside = {row[0] for row in rows if row[1] is not None and where.covers(row[1])}
    return tuple(each for each in ids if each in inside)
