"""Import of activity lists (活动登记表): activities with segments and units."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import repository
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import MOST_PERIODS
from yanxiu_core.codes.repository import register
from yanxiu_core.imports.checks import Check, disagreement, duplicates
from yanxiu_core.imports.forms import ACTIVITIES
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.reserved import reserved_check, stage_reserved
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.org_units.naming import named_sql, stage_names
from yanxiu_core.org_units.standing import closed_sql, successors_sql
from yanxiu_core.work import Work

TYPES = {
    "number": "text",
    "kind": "text",
    "title": "text",
    "host": "text",
    "organiser": "text",
    "assistants": "text",
    "on_date": "date",
    "starts": "time",
    "ends": "time",
    "periods": "numeric",
    "position": "numeric",
    "segment": "text",
    "place": "text",
    "theme": "text",
    "leader": "text",
}
HEADER = ("kind", "title", "host", "organiser", "assistants", "place", "theme", "leader")


def _prepare(work: Work) -> None:
    work.session.execute(
        text(
            """
            UPDATE staged s SET position = coalesce(s.position, 1), periods = round(s.periods, 2), activity_id = a.id
            FROM staged f LEFT JOIN activities a ON a.tenant_id = :tenant AND a.number = f.number
            WHERE f.line = s.line
            """
        ),
        {"tenant": work.tenant_id},
    )
    stage_reserved(work, "activity")
    stage_names(work)


CHECKS = (
    reserved_check("活动编号", "SELECT number, kind, plugin_kind FROM activities WHERE tenant_id = :tenant"),
    Check(
        "no_duration",
        "开始时间",
        """SELECT line, concat_ws('-', to_char(starts, 'HH24:MI'), to_char(ends, 'HH24:MI')), number, NULL
           FROM staged WHERE ok AND periods IS NULL AND (starts IS NULL OR ends IS NULL)""",
        "活动 %2$s 没有起止时间，也没有节次，无法折算学时；请填开始时间和结束时间，或填节次",
        "Activity %2$s has neither start and end nor a number of periods; give one of them",
    ),
    Check(
        "ends_before_start",
        "结束时间",
        """SELECT line, to_char(ends, 'HH24:MI'), to_char(starts, 'HH24:MI'), NULL FROM staged
           WHERE starts IS NOT NULL AND ends IS NOT NULL AND ends <= starts""",
        "结束时间 %1$s 不晚于开始时间 %2$s；请核对时间（跨天的活动请分环节登记）",
        "The end %1$s is not after the start %2$s; check the times (an activity over midnight needs two segments)",
    ),
    Check(
        "periods_invalid",
        "节次",
        f"SELECT line, periods::text, NULL, NULL FROM staged WHERE periods <= 0 OR periods > {MOST_PERIODS}",
        f"节次 %1$s 应大于 0 且不超过 {MOST_PERIODS}",
        f"The number of periods %1$s must be above 0 and at most {MOST_PERIODS}",
    ),
    Check(
        "position_invalid",
        "环节",
        "SELECT line, position::text, NULL, NULL FROM staged WHERE position < 1 OR position > 99",
        "环节序号 %1$s 应在 1 到 99 之间",
        "The segment number %1$s must be between 1 and 99",
    ),
    Check(
        "activity_cancelled",
        "活动编号",
        """SELECT s.line, s.number, NULL, NULL FROM staged s
           JOIN activities a ON a.tenant_id = :tenant AND a.id = s.activity_id WHERE a.state = 'cancelled'""",
        "活动 %1$s 已取消；如系误取消，请用新编号重新登记",
        "Activity %1$s was cancelled; register it again under a new number",
    ),
    *duplicates(
        ("number", "position"),
        (*HEADER, "on_date", "starts", "ends", "periods", "segment"),
        "活动编号",
        "number",
        "number",
    ),
    disagreement(
        "number",
        HEADER,
        several="position",
        code="header_differs",
        heading="活动编号",
        zh="活动 %2$s，各行的活动类型、名称、单位、地点、主题或主持人不一致；同一活动的各环节请写得一样，或用不同的活动编号",
        en="Activity %3$s that differ in kind, title, units, place, theme or leader; write them alike for all segments "
        "of one activity, or use different numbers",
    ),
    Check(
        "host_closed",
        "主办单位",
        f"""SELECT s.line, s.host, {successors_sql("u")}, s.on_date::text FROM staged s
            CROSS JOIN LATERAL {named_sql("s.host", "s.on_date")} u
            WHERE s.ok AND {closed_sql("u", "s.on_date")}""",
        "主办单位“%1$s”在 %3$s 已撤销（接续单位：%2$s）；请改写当时的主办单位",
        "The host %1$s is closed on %3$s (followed by: %2$s); write the host of that day",
    ),
    Check(
        "unknown_host",
        "主办单位",
        """SELECT s.line, s.host, NULL, NULL FROM staged s
           WHERE s.ok AND s.host IS NOT NULL AND NOT EXISTS (SELECT FROM unit_names n WHERE n.name = s.host)""",
        "主办单位“%1$s”不在本县单位表中，只按文字记下；如是笔误请更正后重新导入",
        "The host %1$s is no unit of this county and is kept as text; if it is a slip, correct it and import again",
        severity="warning",
    ),
)


def _apply(work: Work, _options: ImportOptions, report: ImportReport) -> None:
    parameters: dict[str, Any] = {
        "tenant": work.tenant_id,
        "at": work.record(),
        "zone": work.zone.key,
    }
    register(
        work, "activity_kind", work.session.scalars(text("SELECT DISTINCT kind FROM staged WHERE ok")).all()
    )
    repository.write_staged(work, parameters)
    changed: set[UUID] = set(
        work.session.scalars(text("SELECT DISTINCT activity_id FROM staged WHERE change = 'corrected'"))
    )
    posting = activities.post(work, changed)
    report.lines_posted, report.lines_reversed = posting.posted, posting.reversed


SPEC = ImportSpec(
    form=ACTIVITIES,
    types=TYPES,
    permissions=(Permission.IMPORTS_RUN, Permission.ACTIVITIES_WRITE),
    prepare=_prepare,
    checks=CHECKS,
    apply=_apply,
)
