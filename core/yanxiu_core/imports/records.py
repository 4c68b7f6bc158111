"""Import of 台账: records of people and of units, known by their number."""

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.imports.checks import Check, duplicates, of_people
from yanxiu_core.imports.forms import RECORDS
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.reserved import reserved_check, stage_reserved
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.records import repository as records
from yanxiu_core.records.checks import kinds_here
from yanxiu_core.records.inputs import LARGEST
from yanxiu_core.work import Work

TYPES = {
    "number": "text",
    "kind": "text",
    "on_date": "date",
    "at": "time",
    "person": "text",
    "name": "text",
    "unit": "text",
    "title": "text",
    "measure": "text",
    "amount": "numeric",
    "item": "text",
    "category": "text",
    "role": "text",
    "fields": "text",
    "activity": "text",
}

# Whoever is named by 工号 is whose record it is; the unit beside it only says where that person belongs.
RESOLVED = """
    UPDATE staged s SET measure = coalesce(s.measure, 'count'), amount = round(s.amount, 2), person_id = p.id,
           unit_id = CASE WHEN f.person IS NULL AND u.named = 1 THEN u.id END, activity_id = a.id
    FROM staged f
    LEFT JOIN people p ON p.tenant_id = :tenant AND p.number = f.person
    LEFT JOIN activities a ON a.tenant_id = :tenant AND a.number = f.activity
    LEFT JOIN (SELECT name, count(*) AS named, any_value(id) AS id FROM org_units WHERE tenant_id = :tenant
               GROUP BY name) u ON u.name = f.unit
    WHERE f.line = s.line
"""


CHECKED = """
    CREATE TEMPORARY TABLE checked_kinds ON COMMIT DROP AS SELECT unnest(CAST(:words AS text[])) AS word
"""


def _prepare(work: Work) -> None:
    work.session.execute(text("DROP TABLE IF EXISTS checked_kinds"))
    work.session.execute(text(CHECKED), {"words": list(kinds_here(work))})
    stage_reserved(work, "record")
    work.session.execute(text(RESOLVED), {"tenant": work.tenant_id})


CHECKS = (
    Check(
        "entered_singly",
        "类别",
        "SELECT line, kind, NULL, NULL FROM staged WHERE kind IN (SELECT word FROM checked_kinds)",
        "“%1$s”须在系统中逐条登记（要核对安排和日程，并由所在单位确认），不能用台账表导入；请删去此行",
        "%1$s is entered in the system, where it is checked and confirmed by its unit, and not by a list; remove the row",
    ),
    reserved_check(
        "台账编号",
        "SELECT number, kind, plugin_kind FROM records WHERE tenant_id = :tenant AND superseded_at IS NULL",
    ),
    *of_people("请核对是谁的记录", "check whose record it is", "person"),
    Check(
        "no_subject",
        "工号",
        "SELECT line, name, number, NULL FROM staged WHERE ok AND person IS NULL AND (unit IS NULL OR name IS NOT NULL)",
        "台账 %2$s 没有写明是谁的；个人的记录请填工号，单位的记录请填单位、不填姓名",
        "Record %2$s does not say whose it is; give the person's number, or for a unit's record its name and no person's",
    ),
    Check(
        "unknown_unit",
        "单位",
        """SELECT s.line, s.unit, NULL, NULL FROM staged s WHERE s.person IS NULL AND s.unit IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM org_units u WHERE u.tenant_id = :tenant AND u.name = s.unit)""",
        "本县没有名为“%1$s”的单位；请核对单位名称",
        "The county has no unit named %1$s; check the name",
    ),
    Check(
        "ambiguous_unit",
        "单位",
        """SELECT s.line, s.unit, u.units::text, NULL FROM staged s
           JOIN (SELECT name, count(*) AS units FROM org_units WHERE tenant_id = :tenant GROUP BY name) u
                ON u.name = s.unit AND u.units > 1
           WHERE s.person IS NULL""",
        "本县有 %2$s 个单位都叫“%1$s”，无法判断是哪一个；这一条请在系统中登记",
        "%2$s units are named %1$s and it cannot be told which is meant; register this one in the system",
    ),
    Check(
        "unknown_activity",
        "活动编号",
        "SELECT line, activity, NULL, NULL FROM staged WHERE activity IS NOT NULL AND activity_id IS NULL",
        "没有编号为 %1$s 的活动；请核对编号，或先导入活动登记表",
        "No activity has the number %1$s; check it, or import the activities first",
    ),
    Check(
        "amount_missing",
        "数量",
        "SELECT line, NULL, number, NULL FROM staged WHERE ok AND measure <> 'count' AND amount IS NULL",
        "台账 %2$s 写了计量，没有数量；请填数量，或删去计量",
        "Record %2$s has a measure and no amount; give the amount, or remove the measure",
    ),
    Check(
        "amount_of_count",
        "数量",
        "SELECT line, amount::text, NULL, NULL FROM staged WHERE ok AND measure = 'count' AND amount <> 1",
        "数量 %1$s 没有计量；每条记录计 1 次，多次请分行登记，其他数量请写明计量（字、天、元等）",
        "The amount %1$s has no measure: every record counts 1; use a row for each, or name the measure (字, 天, 元, ...)",
    ),
    Check(
        "amount_invalid",
        "数量",
        f"SELECT line, amount::text, NULL, NULL FROM staged WHERE measure <> 'count' AND amount NOT BETWEEN 0 AND {LARGEST}",
        f"数量 %1$s 应在 0 到 {LARGEST} 之间",
        f"The amount %1$s must be between 0 and {LARGEST}",
    ),
    Check(
        "record_withdrawn",
        "台账编号",
        """SELECT s.line, s.number, NULL, NULL FROM staged s
           JOIN records r ON r.tenant_id = :tenant AND r.number = s.number AND r.superseded_at IS NULL
           WHERE r.withdrawn""",
        "台账 %1$s 已撤销；如系误撤销，请用新编号重新登记",
        "Record %1$s was withdrawn; register it again under a new number",
    ),
    *duplicates(
        ("number",),
        tuple(name for name in TYPES if name not in {"number", "name"}),
        "台账编号",
        "number",
        "number",
    ),
)

# In the order of `records.GIVEN`.
GOOD = """
    SELECT line, number, kind, person_id, unit_id, activity_id, coalesce(title, ''), on_date, "at", measure,
           CASE WHEN measure <> 'count' THEN amount END, coalesce(item, ''), coalesce(category, ''), coalesce(role, ''),
           (SELECT array_agg(trim(f) ORDER BY place)
            FROM regexp_split_to_table(fields, '[、,，;；]') WITH ORDINALITY t(f, place) WHERE trim(f) <> ''),
           NULL::uuid, NULL, NULL, NULL
    FROM staged WHERE ok
"""


def _apply(work: Work, _options: ImportOptions, report: ImportReport) -> None:
    records.stage_from(work, GOOD, {})
    records.compare(work)
    posting = records.write(work)
    work.session.execute(
        text("UPDATE staged s SET change = r.change FROM staged_records r WHERE r.line = s.line")
    )
    report.lines_posted, report.lines_reversed = posting.posted, posting.reversed


SPEC = ImportSpec(
    form=RECORDS,
    types=TYPES,
    permissions=(Permission.IMPORTS_RUN, Permission.ACTIVITIES_WRITE),
    prepare=_prepare,
    checks=CHECKS,
    apply=_apply,
)
