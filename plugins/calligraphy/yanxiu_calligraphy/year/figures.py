"""The year as numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_calligraphy.checks import within
from yanxiu_core.work import Work

# Withdrawn shows count nowhere; a show that is still open is no show of the year yet.
_FIGURES = text(
    """
    SELECT u.id, s.exhibitions, s.months, s.skills, w.works, w.teachers, w.pen, w.brush, w.chalk, w.awarded, r.remarks,
           c.courses, g.groups, g.pupils, l.lessons, l.periods
    FROM unnest(CAST(:units AS uuid[])) u(id)
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE kind = 'exhibition') AS exhibitions,
               count(DISTINCT date_trunc('month', on_date)) FILTER (WHERE kind = 'exhibition') AS months,
               count(*) FILTER (WHERE kind = 'skills') AS skills
        FROM plg_calligraphy_shows WHERE tenant_id = :tenant AND unit_id = u.id AND state = 'held'
          AND on_date BETWEEN :first AND :last) s
    CROSS JOIN LATERAL (
        SELECT count(*) AS works, count(DISTINCT w.person_id) AS teachers,
               count(*) FILTER (WHERE script = 'pen') AS pen, count(*) FILTER (WHERE script = 'brush') AS brush,
               count(*) FILTER (WHERE script = 'chalk') AS chalk, count(*) FILTER (WHERE result <> '') AS awarded
        FROM plg_calligraphy_works w JOIN plg_calligraphy_shows h
          ON h.tenant_id = w.tenant_id AND h.id = w.show_id AND h.state = 'held'
        WHERE w.tenant_id = :tenant AND w.unit_id = u.id AND w.on_date BETWEEN :first AND :last) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS remarks FROM plg_calligraphy_remarks m
        JOIN plg_calligraphy_works w ON w.tenant_id = m.tenant_id AND w.id = m.work_id
        JOIN plg_calligraphy_shows h ON h.tenant_id = w.tenant_id AND h.id = w.show_id AND h.state = 'held'
        WHERE m.tenant_id = :tenant AND m.unit_id = u.id AND w.on_date BETWEEN :first AND :last) r
    CROSS JOIN LATERAL (
        SELECT count(*) AS courses FROM plg_calligraphy_courses
        WHERE tenant_id = :tenant AND unit_id = u.id AND starts_on <= :last AND ends_on >= :first) c
    CROSS JOIN LATERAL (
        SELECT count(*) AS groups, coalesce(sum(g.pupils), 0) AS pupils FROM plg_calligraphy_groups g
        JOIN plg_calligraphy_courses c ON c.tenant_id = g.tenant_id AND c.id = g.course_id
          AND c.starts_on <= :last AND c.ends_on >= :first
        WHERE g.tenant_id = :tenant AND g.unit_id = u.id) g
    CROSS JOIN LATERAL (
        SELECT count(*) AS lessons, coalesce(sum(periods), 0) AS periods FROM plg_calligraphy_lessons
        WHERE tenant_id = :tenant AND unit_id = u.id AND on_date BETWEEN :first AND :last) l
    """
)


def bounds(school_year: int) -> tuple[date, date]:
    """The first and the last day of the school year that begins in September of this year."""
    within(school_year, 1900, 2099, "schoolYear", "学年")
    return date(school_year, 9, 1), date(school_year + 1, 8, 31)


def load(work: Work, ids: Sequence[UUID], **given: Any) -> Mapping[UUID, Mapping[str, Any]]:
    """The figures of these units in `school_year`; one statement however many they are. Raises CalligraphyInvalid."""
    first, last = bounds(given["school_year"])
    values = {"tenant": work.tenant_id, "units": list(ids), "first": first, "last": last}
    return {row.id: row._asdict() for row in work.session.execute(_FIGURES, values)}
