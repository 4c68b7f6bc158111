"""Import of rosters (教师花名册): schools, groups, people with dated facts and units."""

from typing import Any

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine import judge
from yanxiu_core.imports.checks import Check, duplicates
from yanxiu_core.imports.forms import ROSTER
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.ledger.rehoming import rehome
from yanxiu_core.org_units import repository as org_units
from yanxiu_core.org_units.naming import stage_names
from yanxiu_core.org_units.standing import SHUT, STATUS, closed_sql, successors_sql
from yanxiu_core.people import repository as people
from yanxiu_core.people.models import GROUP, HOME, TEACHING
from yanxiu_core.work import Work

FACTS = ("stage", "subject", "title", "establishment", "post", "entry_date", "on_post", "full_time_teacher")
"""The columns that become dated facts; a blank cell says nothing and leaves what is known alone."""

TYPES = {
    "school": "text",
    "school_code": "text",
    "number": "text",
    "name": "text",
    "sex": "text",
    "birth_date": "date",
    "group": "text",
    **dict.fromkeys(FACTS, "text"),
}

CLOSED = closed_sql("u", ":today")
SINCE = f"""
    (SELECT max(f.valid_from) FROM org_unit_facts f WHERE f.tenant_id = :tenant AND f.unit_id = u.id AND f.superseded_at IS NULL
       AND f.kind = '{STATUS}' AND f.value = '{SHUT}')
"""
"""The first day on which the school is closed, or will be."""


def _there(relation: str) -> str:
    """SQL: the name and id of where somebody belongs on the roster's day, by a relation."""
    return f"""
        LEFT JOIN LATERAL (
            SELECT o.id, o.name FROM person_units e JOIN org_units o ON o.tenant_id = e.tenant_id AND o.id = e.unit_id
            WHERE e.tenant_id = :tenant AND e.person_id = s.person_id AND e.relation = '{relation}'
              AND e.superseded_at IS NULL AND e.valid_from <= :day
            ORDER BY e.valid_from DESC LIMIT 1) "{relation}" ON true
    """


def _prepare(work: Work) -> None:
    stage_names(work)
    # By code where the file has one, else by the name that a school has or had.
    work.session.execute(
        text(
            f"""
            UPDATE staged s SET person_id = p.id,
                   unit_id = coalesce(by_code.id, CASE WHEN f.school_code IS NULL THEN by_name.id END)
            FROM staged f
            LEFT JOIN people p ON p.tenant_id = :tenant AND p.number = f.number
            LEFT JOIN org_units by_code ON by_code.tenant_id = :tenant AND by_code.code = f.school_code
            LEFT JOIN LATERAL (
                SELECT u.id FROM unit_names n JOIN org_units u ON u.tenant_id = :tenant AND u.id = n.unit_id
                WHERE n.name = f.school AND n.kind = 'school' ORDER BY {CLOSED}, n.left_on IS NOT NULL, u.id LIMIT 1
            ) by_name ON true
            WHERE f.line = s.line
            """
        ),
        {"tenant": work.tenant_id, "today": work.today},
    )


CHECKS = (
    Check(
        "school_closed",
        "学校",
        f"""SELECT s.line, s.school, {successors_sql("u")}, {SINCE}::text FROM staged s
            JOIN org_units u ON u.tenant_id = :tenant AND u.id = s.unit_id WHERE {closed_sql("u", ":day")}""",
        "“%1$s”自 %3$s 起撤销（接续单位：%2$s）；请改写现在的学校",
        "%1$s is closed from %3$s on, followed by: %2$s; write the present school",
    ),
    # What a roster newly says holds until something else is said; what it repeats says nothing new, and may stand.
    Check(
        "school_closing",
        "学校",
        f"""SELECT s.line, s.school, {successors_sql("u")}, {SINCE}::text FROM staged s
            JOIN org_units u ON u.tenant_id = :tenant AND u.id = s.unit_id
            {_there(HOME)} {_there(TEACHING)} {_there(GROUP)}
            WHERE {SINCE} > :day AND NOT {closed_sql("u", ":day")}
              AND ("{HOME}".id IS DISTINCT FROM u.id OR "{TEACHING}".id IS DISTINCT FROM u.id
                   OR s."group" IS NOT NULL AND "{GROUP}".name IS DISTINCT FROM s."group")""",
        "“%1$s”自 %3$s 起撤销（接续单位：%2$s），不能再列入新的人员或教研组；请写接续单位，自该日起登记（--valid-from）",
        "%1$s is closed from %3$s on, followed by: %2$s, and takes nobody any more; write that one, from that day on (--valid-from)",
    ),
    # Under its old name a school would be founded a second time, and everybody would move there. With another code it is
    # another school, unless the renamed one has none yet.
    Check(
        "school_renamed",
        "学校",
        f"""SELECT DISTINCT s.line, s.school, u.name, NULL FROM staged s
            JOIN unit_names n ON n.name = s.school AND n.kind = 'school' AND n.left_on IS NOT NULL
            JOIN org_units u ON u.tenant_id = :tenant AND u.id = n.unit_id AND u.name <> s.school AND NOT {CLOSED}
            WHERE CASE WHEN s.school_code IS NULL THEN s.unit_id = u.id ELSE s.unit_id IS NULL AND u.code IS NULL AND NOT EXISTS (
                SELECT FROM unit_names p JOIN org_units o ON o.tenant_id = :tenant AND o.id = p.unit_id
                WHERE p.name = s.school AND p.kind = 'school' AND p.left_on IS NULL AND NOT {closed_sql("o", ":today")}) END""",
        "“%1$s”已更名为“%2$s”；请改写现名",
        "%1$s has been renamed to %2$s; write the present name",
    ),
    Check(
        "group_renamed",
        "教研组",
        f"""SELECT DISTINCT s.line, s."group", g.name, s.school FROM staged s
            JOIN {org_units.SUBJECT_GROUPS} g ON g.school_id = s.unit_id
            JOIN unit_names n ON n.unit_id = g.id AND n.name = s."group" AND n.left_on IS NOT NULL
            WHERE NOT EXISTS (
                SELECT FROM {org_units.SUBJECT_GROUPS} o WHERE o.school_id = s.unit_id AND o.name = s."group")""",
        "“%3$s”的“%1$s”已更名为“%2$s”；请改写现名",
        "%1$s of %3$s has been renamed to %2$s; write the present name",
    ),
    Check(
        "school_code_conflict",
        "学校标识码",
        """SELECT s.line, s.school_code, u.name, s.school FROM staged s
           JOIN org_units u ON u.tenant_id = :tenant AND u.id = s.unit_id
           WHERE s.school_code IS NOT NULL AND s.school <> u.name""",
        "标识码 %1$s 已登记为“%2$s”，此行写的是“%3$s”；请核对学校",
        "Code %1$s belongs to %2$s, this row says %3$s; check the school",
    ),
    Check(
        "school_code_conflict",
        "学校标识码",
        """SELECT line, school_code, first_name, first_row::text FROM (
               SELECT line, school, school_code,
                      first_value(school) OVER w AS first_name, first_value(row_number) OVER w AS first_row
               FROM staged WHERE school_code IS NOT NULL AND school IS NOT NULL AND unit_id IS NULL
               WINDOW w AS (PARTITION BY school_code ORDER BY line)) c
           WHERE school <> first_name""",
        "标识码 %1$s 在第 %3$s 行是“%2$s”；一个标识码只能是一所学校，请核对",
        "Code %1$s is %2$s in row %3$s; one code is one school, check it",
    ),
    Check(
        "school_name_conflict",
        "学校",
        """SELECT line, school, first_code, first_row::text FROM (
               SELECT s.line, s.school, s.school_code, first_value(s.school_code) OVER w AS first_code,
                      first_value(s.row_number) OVER w AS first_row
               FROM staged s WHERE s.school_code IS NOT NULL AND s.school IS NOT NULL
               WINDOW w AS (PARTITION BY s.school ORDER BY s.line)) c
           WHERE school_code <> first_code""",
        "“%1$s”在第 %3$s 行的标识码是 %2$s；同一学校只有一个标识码，请核对",
        "%1$s has the code %2$s in row %3$s; a school has one code, check it",
    ),
    Check(
        "school_name_conflict",
        "学校",
        f"""SELECT s.line, s.school, u.code, NULL FROM staged s
           JOIN org_units u ON u.tenant_id = :tenant AND u.kind = 'school' AND u.name = s.school
           WHERE s.unit_id IS NULL AND s.school_code IS NOT NULL AND u.code IS NOT NULL AND NOT {CLOSED}""",
        "“%1$s”已登记的标识码是 %2$s；请核对标识码",
        "%1$s is registered with the code %2$s; check the code",
    ),
    *duplicates(
        ("number",),
        ("school", "school_code", "name", "sex", "birth_date", "group", *FACTS),
        "工号",
        "number",
        "number",
    ),
    Check(
        "name_changed",
        "姓名",
        """SELECT s.line, s.name, p.name, s.number FROM staged s
           JOIN people p ON p.tenant_id = :tenant AND p.id = s.person_id WHERE s.name <> p.name""",
        "工号 %3$s 原登记为“%2$s”，将更正为“%1$s”；如不是同一人，请核对工号",
        "Number %3$s was registered as %2$s and will be corrected to %1$s; if that is someone else, check the number",
        severity="warning",
    ),
)


def _apply(work: Work, options: ImportOptions, report: ImportReport) -> None:
    parameters: dict[str, Any] = {
        "tenant": work.tenant_id,
        "at": work.record(),
        "root": org_units.root_id(work),
        "today": work.today,
        "beginning": BEGINNING,
    }
    org_units.add_staged_schools(work, parameters)
    org_units.add_staged_groups(work, parameters)
    people.write_staged(work, parameters)
    changed = people.write_staged_facts(work, parameters, FACTS, options.valid_from)
    moved = people.write_staged_units(work, parameters, options.valid_from)
    changed |= moved
    people.mark_changed(work, changed)
    # Rules ask for the age too.
    changed |= people.corrected(work)
    report.lines_posted = report.lines_reversed = rehome(work, list(moved))
    judge.after_facts(work, changed)


SPEC = ImportSpec(
    form=ROSTER,
    types=TYPES,
    permissions=(Permission.IMPORTS_RUN, Permission.PEOPLE_WRITE, Permission.UNITS_WRITE),
    prepare=_prepare,
    checks=CHECKS,
    apply=_apply,
)
