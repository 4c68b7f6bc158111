"""Import of 观察点: a school's own list, checked row by row."""

from itertools import groupby

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.imports.checks import Check, duplicates
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.org_units.standing import closed_sql, successors_sql
from yanxiu_core.tabular.columns import Column, Form
from yanxiu_core.work import Work
from yanxiu_observation import points
from yanxiu_observation.views import VIEWS

FORM = Form(
    "observation.points",
    "观察点登记表",
    (
        Column("school", "单位", ("学校", "单位标识码")),
        Column("view", "视角"),
        Column("body", "观察点"),
    ),
)
_KNOWN = ", ".join(f"'{view}'" for view in VIEWS)
_UNKNOWN_UNIT = "SELECT line, school, NULL, NULL FROM staged WHERE school IS NOT NULL AND unit_id IS NULL"
_NO_UNIT = "没有单位 %1$s, 或有几个同名; 请核对名称, 或改用标识码"
_CLOSED = f"""SELECT s.line, s.school, {successors_sql("u")}, NULL FROM staged s
              JOIN org_units u ON u.tenant_id = :tenant AND u.id = s.unit_id WHERE {closed_sql("u", ":today")}"""
_CLOSED_UNIT = "单位 %1$s 已撤销（接续单位：%2$s）；请改写接续单位"
_UNKNOWN_VIEW = f'SELECT line, "view", NULL, NULL FROM staged WHERE "view" NOT IN ({_KNOWN})'
_TOO_LONG = f"SELECT line, left(body, 20), NULL, NULL FROM staged WHERE char_length(body) > {points.LONGEST}"


def _prepare(work: Work) -> None:
    work.session.execute(
        text(
            """UPDATE staged s SET unit_id = u.id FROM (
                   SELECT code AS said, id FROM org_units WHERE tenant_id = :tenant AND code IS NOT NULL
                   UNION ALL
                   SELECT name, (array_agg(id))[1] FROM org_units
                   WHERE tenant_id = :tenant AND kind = 'school' GROUP BY name HAVING count(*) = 1
               ) u WHERE u.said = s.school"""
        ),
        {"tenant": work.tenant_id},
    )


def _apply(work: Work, _options: ImportOptions, _report: ImportReport) -> None:
    work.session.execute(
        text(
            """UPDATE staged s SET change = CASE WHEN EXISTS (
                   SELECT FROM plg_observation_points p WHERE p.tenant_id = :tenant AND p.unit_id = s.unit_id
                       AND p."view" = s."view" AND p.body = s.body AND NOT p.retired
               ) THEN 'unchanged' ELSE 'added' END WHERE ok"""
        ),
        {"tenant": work.tenant_id},
    )
    rows = work.session.execute(
        text('SELECT unit_id, "view", body FROM staged WHERE ok ORDER BY unit_id, line')
    ).all()
    for unit_id, group in groupby(rows, key=lambda row: row.unit_id):
        entries = [(row.view, row.body) for row in group]
        for first in range(0, len(entries), points.MOST):
            points.write(work, unit_id, entries[first : first + points.MOST])


IMPORTER = ImportSpec(
    FORM,
    {"school": "text", "view": "text", "body": "text"},
    (Permission.IMPORTS_RUN, Permission.ACTIVITIES_WRITE),
    _prepare,
    (
        Check("unknown_unit", "单位", _UNKNOWN_UNIT, _NO_UNIT, "No unit %1$s, or several"),
        Check(
            "unit_closed", "单位", _CLOSED, _CLOSED_UNIT, "%1$s is closed (followed by: %2$s); write that one"
        ),
        Check("unknown_view", "视角", _UNKNOWN_VIEW, "没有视角 %1$s; 请用二十个视角之一", "No view %1$s"),
        Check(
            "too_long",
            "观察点",
            _TOO_LONG,
            f"观察点最多 {points.LONGEST} 个字",
            f"At most {points.LONGEST} characters",
        ),
        *duplicates(("unit_id", "view", "body"), ("school",), "观察点", "body", "body"),
    ),
    _apply,
    unit_column="school",
)
