"""What the documents of one teacher read."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from yanxiu_core.activities.models import Activity
from yanxiu_core.exports.declarations import CERTIFIED, ExportRequest, Read, verdicts
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection
from yanxiu_exporters.marks import sex
from yanxiu_exporters.paper.blocks import Grid, fields
from yanxiu_exporters.paper.text import day

PERSON_READ = Read(
    "Person",
    selection(
        "number", "name", "sex", "birth_date", "title", "subject", "stage", "post", "entry_date",
        pick("home_unit", "name"), pick("teaching_units", "name"), pick("groups", "name"),
    ),
    where=lambda person, request: person.c.id == request.person_id,
)  # fmt: skip

JUDGED = (
    "measured", "required", "capped", "missing", "status", "eligibility", "provisional", "registered", "reviewed",
    "certified", "by_category", "under_review", CERTIFIED,
)  # fmt: skip

VERDICT_READ = verdicts(*JUDGED, "trace_lines", "trace_left_out")
ALL_VERDICTS_READ = Read(
    "Verdict",
    selection(*JUDGED, "policy", "rule", "title", "status_label", "explanation"),
    where=lambda verdict, request: verdict.c.person_id == request.person_id,
    adopted=True,
)


def _activity(rows: FromClause, column: str) -> Any:
    return (
        select(Activity.__table__.c[column])
        .where(Activity.tenant_id == rows.c.tenant_id, Activity.id == rows.c.activity_id)
        .correlate(rows)
        .scalar_subquery()
    )


def _in_window(rows: FromClause, request: ExportRequest) -> ColumnElement[bool]:
    judged = request.judged
    own: ColumnElement[bool] = rows.c.person_id == request.person_id
    held: ColumnElement[bool] = _activity(rows, "starts_on").between(judged.starts_on, judged.ends_on)
    return own & held


PARTICIPATIONS_READ = Read(
    "Participation",
    selection("role", "status", pick("activity", "number", "title", "kind", "starts_on", "place", "state")),
    where=_in_window,
    order=Order(
        "by_date", lambda rows: (_activity(rows, "starts_on"), _activity(rows, "number"), rows.c.position)
    ),
)

EVIDENCE_READ = Read(
    "Evidence",
    selection("kind", "title", "on_date", "characters", "sha256", pick("activity", "title")),
    where=lambda evidence, request: (
        (evidence.c.person_id == request.person_id)
        & evidence.c.on_date.between(request.judged.starts_on, request.judged.ends_on)
    ),
)


def basics(row: dict[str, Any]) -> Grid:
    """基本情况 of a person."""
    home = (row["home_unit"] or {}).get("name") or ""
    taught = "、".join(unit["name"] for unit in row["teaching_units"] or [])
    groups = "、".join(unit["name"] for unit in row["groups"] or [])
    return Grid(
        [
            fields(("姓名", row["name"]), ("性别", sex(row["sex"])), ("工号", row["number"])),
            fields(("编制单位", home), ("任教单位", taught or home)),
            fields(
                ("职称", row["title"] or ""), ("学科", row["subject"] or ""), ("学段", row["stage"] or "")
            ),
            fields(("职务", row["post"] or ""), ("教研组", groups), ("出生日期", day(row["birth_date"]))),
        ]
    )
