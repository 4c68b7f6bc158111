"""What a certificate must be like, as checks of staged rows: the same for a form that is sent and for a county's list.

Dates, hours and texts are checked by themselves, then against what is recorded and the other rows of the list.
"""

from yanxiu_core.external_trainings.models import ON_SITE, STATES
from yanxiu_core.imports.checks import Check, duplicates

MOST_A_DAY, MOST = 12, 1000
"""学时 of one day and of one certificate; more is a slip of the pen. What counts of a day is the policy's to say."""
LONGEST = 200
"""Characters of a number, project or organiser."""

ON_SITE_FORMS = ", ".join(f"'{form}'" for form in ON_SITE)
RANK = "array_position(ARRAY[" + ", ".join(f"'{state}'" for state in STATES) + "], {})"
"""The place of a state, given as an SQL expression."""

# What stands in the county now, without what the staged rows themselves are about to correct.
STANDING = """
    SELECT c.* FROM external_trainings c
    WHERE c.tenant_id = :tenant AND c.superseded_at IS NULL AND c.state NOT IN ('withdrawn', 'returned')
      AND NOT EXISTS (SELECT 1 FROM staged o WHERE o.old_id = c.id)
"""
OVERLAP = f"""daterange(s.starts, s.ends, '[]') && daterange({{other}}, '[]')
    AND (s.form IN ({ON_SITE_FORMS}) AND o.form IN ({ON_SITE_FORMS}) OR s.project = o.project)"""
SENSIBLE = "s.ok AND s.ends >= s.starts"

CHECKS = (
    Check(
        "too_long",
        "证书编号",
        f"""SELECT line, left(certificate, 20), NULL, NULL FROM staged
            WHERE greatest(length(certificate), length(project), length(organiser)) > {LONGEST}""",
        f"证书编号、培训项目、主办单位各不超过 {LONGEST} 个字",
        f"Number, project and organiser have at most {LONGEST} characters each",
    ),
    Check(
        "ends_before_start",
        "结束日期",
        "SELECT line, ends::text, starts::text, NULL FROM staged WHERE ends < starts",
        "结束日期 %1$s 早于开始日期 %2$s；请核对两个日期",
        "It ends on %1$s, before it starts on %2$s; check both days",
    ),
    Check(
        "not_over",
        "结束日期",
        "SELECT line, ends::text, cast(:today AS date)::text, NULL FROM staged WHERE ends > :today",
        "培训到 %1$s 才结束，今天是 %2$s；请在结束后凭证书登记",
        "It ends on %1$s and today is %2$s; register it with its certificate when it is over",
    ),
    Check(
        "hours_invalid",
        "学时",
        f"""SELECT line, hours::text, least({MOST}, {MOST_A_DAY} * (ends - starts + 1))::text, (ends - starts + 1)::text
            FROM staged WHERE ends >= starts
              AND (hours < 0.01 OR hours > least({MOST}, {MOST_A_DAY} * (ends - starts + 1)))""",
        f"学时 %1$s 应大于 0，%3$s 天的培训最多 %2$s 学时（每天不超过 {MOST_A_DAY}）；请核对学时和日期",
        f"%1$s hours: more than 0 and, for a training of %3$s days, at most %2$s ({MOST_A_DAY} a day); check hours and days",
    ),
    Check(
        "decided",
        "证书编号",
        f"""SELECT s.line, s.certificate, CASE c.state WHEN 'certified' THEN '已由县局认定' ELSE '已由学校审核' END,
                   CASE c.state WHEN 'certified' THEN 'certified by the county' ELSE 'reviewed by the school' END
            FROM staged s JOIN external_trainings c ON c.tenant_id = :tenant AND c.id = s.old_id
            WHERE s.change = 'corrected' AND {RANK.format("c.state")} > {RANK.format("s.state")}""",
        "证书 %1$s %2$s，不能直接更正；请先请其退回（说明原因），再更正",
        "Certificate %1$s is %3$s and cannot be changed; ask them to return it first, with the reason",
    ),
    Check(
        "certificate_taken",
        "证书编号",
        f"""SELECT s.line, s.certificate, p.name, p.number FROM staged s
            JOIN ({STANDING}) o ON o.certificate = s.certificate AND o.person_id <> s.person_id
            JOIN people p ON p.tenant_id = :tenant AND p.id = o.person_id WHERE s.ok""",
        "证书 %1$s 已登记在 %2$s（工号 %3$s）名下，一份证书只属于一人；请核对编号，不同机构的同号证书请在编号前加机构简称",
        "Certificate %1$s is registered for %2$s (number %3$s) and belongs to one person; check it, or put the issuer before the number",
    ),
    Check(
        "certificate_known",
        "证书编号",
        """SELECT s.line, s.certificate, c.project, c.ends_on::text FROM staged s
           JOIN external_trainings c ON c.tenant_id = :tenant AND c.superseded_at IS NULL AND c.person_id = s.person_id
                AND c.certificate = s.certificate AND c.series_id <> s.series_id""",
        "本人已有编号为 %1$s 的证书（“%2$s”，%3$s）；请更正那一条",
        "The person has a certificate %1$s already (%2$s, %3$s); correct that one",
    ),
    Check(
        "certificate_of_two",
        "证书编号",
        """SELECT line, certificate, first_row::text, last_row::text FROM (
               SELECT line, certificate, min(row_number) OVER w AS first_row, max(row_number) OVER w AS last_row,
                      min(person_id::text) OVER w <> max(person_id::text) OVER w AS differs
               FROM staged WHERE ok WINDOW w AS (PARTITION BY certificate)) t
           WHERE differs""",
        "证书 %1$s 在第 %2$s、%3$s 行属于不同的人；一份证书只属于一人，请核对",
        "Certificate %1$s belongs to different people in rows %2$s and %3$s; it is one person's, check it",
        last=True,
    ),
    Check(
        "overlap",
        "开始日期",
        f"""SELECT DISTINCT ON (s.line) s.line, s.starts::text, o.project, concat(o.starts_on, ' – ', o.ends_on)
            FROM staged s JOIN ({STANDING}) o ON o.person_id = s.person_id AND o.certificate <> s.certificate
            WHERE {SENSIBLE} AND {OVERLAP.format(other="o.starts_on, o.ends_on")} ORDER BY s.line, o.starts_on""",
        "与已登记的培训“%2$s”（%3$s）日期重叠，同一人不能同时参加；请核对日期，或先更正那一条",
        "The days overlap with the training %2$s (%3$s) of the same person; check the days, or correct that one first",
    ),
    Check(
        "overlap_in_list",
        "开始日期",
        f"""SELECT DISTINCT ON (s.line) s.line, s.starts::text, o.project, o.row_number::text
            FROM staged s JOIN staged o ON o.person_id = s.person_id AND o.certificate <> s.certificate
            WHERE {SENSIBLE} AND o.ok AND o.ends >= o.starts AND {OVERLAP.format(other="o.starts, o.ends")}
            ORDER BY s.line, o.line""",
        "与第 %3$s 行的培训“%2$s”日期重叠，同一人不能同时参加；请核对日期",
        "The days overlap with the training %2$s in row %3$s of the same person; check the days",
        last=True,
    ),
    *duplicates(
        ("person_id", "certificate"),
        ("project", "level", "organiser", "starts", "ends", "form", "hours"),
        "证书编号",
        "certificate",
        "certificate",
    ),
)
