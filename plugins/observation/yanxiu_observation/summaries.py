"""What records add up to: of a lesson, of a teacher's lessons over time, of a unit's by dimension. One statement each."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.org_units.service import descendants
from yanxiu_core.switches.state import disabled, where_on
from yanxiu_core.work import Work
from yanxiu_observation.lessons import observers_of, of_id
from yanxiu_observation.observers import PLUGIN
from yanxiu_observation.views import DIMENSIONS

_NAMES = ", ".join(
    f"('{name}', '{title}', {place})" for place, (name, (title, _)) in enumerate(DIMENSIONS.items(), 1)
)

# Present records of confirmed lessons, where the plugin is on: a row for each 视角 that is filled in, with the sums of its 观察点.
_FILLED = f"""
    WITH filled AS (
        SELECT l.id AS lesson_id, l.on_date, a.title AS topic, o.id AS record_id, d.title AS dimension, d.place,
            v.value ->> 'view' AS view, p.scores, p.score, p.tally,
            jsonb_array_length(coalesce(v.value -> 'notes', '[]')) AS notes
        FROM plg_observation_lessons l
        JOIN activities a ON a.tenant_id = l.tenant_id AND a.id = l.activity_id
        JOIN plg_observation_observers o ON o.tenant_id = l.tenant_id AND o.lesson_id = l.id
        JOIN evidence e ON e.tenant_id = o.tenant_id AND e.series_id = o.record_id AND e.superseded_at IS NULL
        CROSS JOIN (VALUES {_NAMES}) AS d (name, title, place)
        CROSS JOIN LATERAL jsonb_array_elements(coalesce(e.answers -> d.name, '[]')) AS v
        CROSS JOIN LATERAL (
            SELECT count((p ->> 'scale')::int) AS scores, sum((p ->> 'scale')::int) AS score,
                coalesce(sum((p ->> 'tally')::int), 0) AS tally
            FROM jsonb_array_elements(coalesce(v.value -> 'points', '[]')) AS p
        ) AS p
        WHERE l.tenant_id = :tenant AND a.state = 'confirmed' AND (l.unit_id = ANY(:switched)) <> :everywhere AND %s
    )
"""
_FIGURES = """
    count(DISTINCT lesson_id) AS lessons, count(DISTINCT record_id) AS records, sum(scores) AS scores,
    round(sum(score)::numeric / nullif(sum(scores), 0), 2) AS average, sum(tally) AS tally, sum(notes) AS notes
"""
_BY_VIEW = f"""
    SELECT dimension, view, {_FIGURES} FROM filled GROUP BY GROUPING SETS ((place, dimension), (place, dimension, view))
    ORDER BY place, grouping(view) DESC, view
"""
_BY_LESSON = f"""
    SELECT lesson_id, on_date, topic, dimension, {_FIGURES} FROM filled
    GROUP BY lesson_id, on_date, topic, place, dimension ORDER BY on_date, lesson_id, place
"""


def of_lesson(work: Work, lesson_id: UUID) -> list[dict[str, Any]]:
    """By dimension and 视角 what the observers of one confirmed lesson have seen; for its presenter, its observers and
    whoever reads evidence of the unit. Raises NotFound, Forbidden, PluginDisabled.
    """
    lesson, _ = of_id(work, lesson_id, locked=False)
    reach = work.access.reach(Permission.EVIDENCE_READ)
    there = {lesson.presenter_id, *(each.person_id for each in observers_of(work, lesson.id))}
    if reach.person_id not in there:
        work.require(Permission.EVIDENCE_READ, lesson.unit_id)
    return _asked(work, "l.id = :lesson", _BY_VIEW, {"lesson": lesson.id})


def of_unit(work: Work, unit_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    """By dimension and 视角 what was observed in the lessons of a unit and of all below it, from one day to another.

    Raises NotFound, Forbidden, and PluginDisabled where the plugin is off in all of them.
    """
    work.require(Permission.EVIDENCE_READ, unit_id)
    units = descendants(work, unit_id)
    if not units:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    where = where_on(work, PLUGIN)
    if not any(map(where.covers, units)):
        raise disabled(work, PLUGIN)
    only = "l.unit_id = ANY(:units) AND l.on_date BETWEEN :first AND :last"
    return _asked(work, only, _BY_VIEW, {"units": list(units), "first": first, "last": last})


def of_teacher(work: Work, person_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    """Lesson by lesson and dimension what was observed in a teacher's lessons, the oldest first.

    One's own, or those of the units whose evidence the caller reads; of nobody else's. Raises Forbidden.
    """
    reach = work.access.reach(Permission.EVIDENCE_READ)
    only, values = "l.presenter_id = :person AND l.on_date BETWEEN :first AND :last", {}
    if not reach.everything and reach.person_id != person_id:
        if not reach.units:
            raise Forbidden("只能查看本人的观察结果", "Only one's own lessons are shown")
        only, values = f"{only} AND l.unit_id = ANY(:units)", {"units": list(reach.units)}
    return _asked(work, only, _BY_LESSON, {"person": person_id, "first": first, "last": last, **values})


def _asked(work: Work, only: str, figures: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    statement = text(_FILLED % only + figures)
    where = where_on(work, PLUGIN)
    here = {"tenant": work.tenant_id, "switched": list(where.units), "everywhere": where.everywhere}
    rows = work.session.execute(statement, {**here, **values}).mappings()
    return [dict(row) for row in rows]
