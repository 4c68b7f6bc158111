"""Import of attendance lists (签到表): participations, which confirm their activities unless told not to."""

from typing import Any

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import service as activities
from yanxiu_core.codes.repository import register
from yanxiu_core.imports.checks import Check, duplicates, of_people
from yanxiu_core.imports.forms import ATTENDANCE
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.reserved import stage_reserved
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.participations.inputs import MOST_MINUTES, ORDINARY_ROLE
from yanxiu_core.work import Work

TYPES = {
    "activity": "text",
    "position": "numeric",
    "number": "text",
    "name": "text",
    "role": "text",
    "status": "text",
    "minutes": "numeric",
}


def _prepare(work: Work) -> None:
    work.session.execute(
        text(
            """
            UPDATE staged s SET position = coalesce(s.position, 1), role = coalesce(s.role, :ordinary),
                   minutes = round(s.minutes, 2), activity_id = a.id, person_id = p.id
            FROM staged f
            LEFT JOIN activities a ON a.tenant_id = :tenant AND a.number = f.activity
            LEFT JOIN people p ON p.tenant_id = :tenant AND p.number = f.number
            WHERE f.line = s.line
            """
        ),
        {"tenant": work.tenant_id, "ordinary": ORDINARY_ROLE},
    )
    stage_reserved(work, "activity")


CHECKS = (
    Check(
        "unknown_activity",
        "活动编号",
        "SELECT line, activity, NULL, NULL FROM staged WHERE activity IS NOT NULL AND activity_id IS NULL",
        "没有编号为 %1$s 的活动；请核对编号，或先导入活动登记表",
        "No activity has the number %1$s; check it, or import the activities first",
    ),
    *of_people("请核对是谁参加", "check who took part"),
    Check(
        "unknown_status",
        "状态",
        """SELECT s.line, s.status,
                  (SELECT string_agg(code, '、' ORDER BY position, code) FROM codes
                   WHERE tenant_id = :tenant AND system = 'attendance_status'), NULL
           FROM staged s WHERE s.status IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM codes c
               WHERE c.tenant_id = :tenant AND c.system = 'attendance_status' AND c.code = s.status)""",
        "没有“%1$s”这种状态；可用的有：%2$s",
        "There is no status %1$s; the county's are: %2$s",
    ),
    Check(
        "unknown_segment",
        "环节",
        """SELECT s.line, s.position::text, s.activity, NULL FROM staged s
           WHERE s.activity_id IS NOT NULL AND s.position IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM activity_segments g WHERE g.tenant_id = :tenant AND g.activity_id = s.activity_id
               AND g.position = s.position AND g.superseded_at IS NULL)""",
        "活动 %2$s 没有第 %1$s 环节；请核对环节序号",
        "Activity %2$s has no segment %1$s; check the segment's number",
    ),
    Check(
        "minutes_invalid",
        "参加分钟",
        f"SELECT line, minutes::text, NULL, NULL FROM staged WHERE minutes NOT BETWEEN 0 AND {MOST_MINUTES}",
        f"参加分钟 %1$s 应在 0 到 {MOST_MINUTES} 之间",
        f"The minutes %1$s must be between 0 and {MOST_MINUTES}",
    ),
    Check(
        "activity_cancelled",
        "活动编号",
        """SELECT s.line, s.activity, NULL, NULL FROM staged s
           JOIN activities a ON a.tenant_id = :tenant AND a.id = s.activity_id WHERE a.state = 'cancelled'""",
        "活动 %1$s 已取消，不能再登记签到；如系误取消，请用新编号重新登记活动",
        "Activity %1$s was cancelled and takes no attendance; register it again under a new number",
    ),
    *duplicates(
        ("activity_id", "position", "person_id", "role"),
        ("status", "minutes"),
        "工号",
        "number",
        "concat_ws(' / ', activity, CASE WHEN position > 1 THEN position END, number, name, role)",
    ),
    Check(
        "not_confirmed",
        "活动编号",
        """SELECT DISTINCT ON (s.activity_id) s.line, s.activity, a.kind, NULL FROM staged s
           JOIN activities a ON a.tenant_id = :tenant AND a.id = s.activity_id
           JOIN reserved_kinds k ON k.code = a.plugin_kind
           WHERE s.ok AND a.state = 'planned' ORDER BY s.activity_id, s.line""",
        "活动 %1$s（%2$s）的签到已登记，但签到表不确认这类活动；请在登记它的插件中确认，确认后才计学时",
        "The attendance of %1$s (%2$s) is taken, but no list confirms what a plugin entered; confirm it there, it counts "
        "for nothing before",
        severity="warning",
        last=True,
        asked=lambda options: options.confirm,
    ),
)


def _apply(work: Work, options: ImportOptions, report: ImportReport) -> None:
    parameters = {"tenant": work.tenant_id, "at": work.record()}
    roles = work.session.scalars(text("SELECT DISTINCT role FROM staged WHERE ok")).all()
    register(work, "role", roles)
    _compare(work, parameters)
    _write(work, parameters)
    rows = work.session.execute(
        text(
            """
            SELECT s.activity_id, bool_or(s.change <> 'unchanged') AS changed, a.state
            FROM staged s JOIN activities a ON a.tenant_id = :tenant AND a.id = s.activity_id
            WHERE s.ok GROUP BY s.activity_id, a.state
            """
        ),
        parameters,
    ).all()
    to_confirm = [row.activity_id for row in rows if options.confirm and row.state == activities.PLANNED]
    changed = [row.activity_id for row in rows if row.changed]
    report.activities_confirmed = activities.mark_confirmed(work, to_confirm)
    posting = activities.post(work, {*changed, *to_confirm})
    report.lines_posted, report.lines_reversed = posting.posted, posting.reversed


def _compare(work: Work, parameters: dict[str, Any]) -> None:
    """What each row is against what is known: nothing to say, a correction, or new."""
    work.session.execute(
        text(
            """
            UPDATE staged s SET change = CASE WHEN c.id IS NULL THEN 'added'
                   WHEN c.status = s.status AND c.attended_minutes IS NOT DISTINCT FROM s.minutes THEN 'unchanged'
                   ELSE 'corrected' END
            FROM staged f LEFT JOIN participations c ON c.tenant_id = :tenant AND c.activity_id = f.activity_id
                 AND c.position = f.position AND c.person_id = f.person_id AND c.role = f.role
                 AND c.superseded_at IS NULL
            WHERE f.line = s.line AND s.ok
            """
        ),
        parameters,
    )


def _write(work: Work, parameters: dict[str, Any]) -> None:
    """Add the new participations and those that supersede a corrected one."""
    work.session.execute(
        text(
            """
            UPDATE participations c SET superseded_at = :at FROM staged s
            WHERE s.change = 'corrected' AND c.tenant_id = :tenant AND c.activity_id = s.activity_id
              AND c.position = s.position AND c.person_id = s.person_id AND c.role = s.role
              AND c.superseded_at IS NULL
            """
        ),
        parameters,
    )
    work.session.execute(
        text(
            """
            INSERT INTO participations
                (tenant_id, id, activity_id, position, person_id, role, status, attended_minutes, recorded_at)
            SELECT :tenant, uuidv7(), activity_id, position, person_id, role, status, minutes, :at
            FROM staged WHERE change IN ('added', 'corrected')
            """
        ),
        parameters,
    )


SPEC = ImportSpec(
    form=ATTENDANCE,
    types=TYPES,
    permissions=(Permission.IMPORTS_RUN, Permission.ACTIVITIES_WRITE),
    prepare=_prepare,
    checks=CHECKS,
    apply=_apply,
)
