"""The application to be 省级书法规范特色学校: a checklist that the school fills in with evidence, as a record with a form.

The province's own list differs from year to year; these are the heads that such lists have in common. A county or school
publishes a version of the form with further heads where its own asks for more.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from yanxiu_core.forms.declarations import ShippedForm, ShippedVersion
from yanxiu_core.policies.parts import Text
from yanxiu_core.work import Work

FORM = "calligraphy.application"
MOST_BYTES = 20_000_000
Evidence = Annotated[
    str,
    Field(
        json_schema_extra={
            "format": "file",
            "x-accept": ["image/jpeg", "image/png", "application/pdf"],
            "x-max-bytes": MOST_BYTES,
        }
    ),
]


class Head(BaseModel):
    """One head of the checklist."""

    model_config = ConfigDict(extra="forbid")

    done: bool = Field(False, title="已达到")
    note: str = Field("", title="说明", max_length=2000)
    evidence: list[Evidence] = Field(default_factory=list, title="佐证材料", max_length=20)


class Application(BaseModel):
    """The checklist; heads that are not worked on yet are left out."""

    model_config = ConfigDict(extra="forbid")

    curriculum: Head = Field(default_factory=Head, title="书法课进课表, 课时落实")
    staff: Head = Field(default_factory=Head, title="专兼职书法教师和培训")
    rooms: Head = Field(default_factory=Head, title="书法教室、用具和展示场地")
    teachers: Head = Field(default_factory=Head, title="教师三笔字训练和展示")
    pupils: Head = Field(default_factory=Head, title="学生书写习惯和社团活动")
    activities: Head = Field(default_factory=Head, title="校园书法活动和作品展")
    results: Head = Field(default_factory=Head, title="师生获奖和成果")
    support: Head = Field(default_factory=Head, title="领导小组、制度和经费")


APPLICATION = ShippedForm(
    FORM, Text(zh="省级书法规范特色学校申报", en="Application"), (ShippedVersion.of(1, Application),)
)
TITLES: Mapping[str, str] = {name: str(head.title) for name, head in Application.model_fields.items()}

_NEWEST = text(
    """
    SELECT DISTINCT ON (unit_id) unit_id, number, on_date, answers FROM records
    WHERE tenant_id = :tenant AND unit_id = ANY(CAST(:units AS uuid[])) AND plugin_kind = :kind
      AND superseded_at IS NULL AND NOT withdrawn
    ORDER BY unit_id, on_date DESC, recorded_at DESC
    """
)


def load(work: Work, ids: Sequence[UUID], **_: Any) -> Mapping[UUID, Mapping[str, Any]]:
    """How far the newest application of each of these units has come; one statement however many they are."""
    values = {"tenant": work.tenant_id, "units": list(ids), "kind": FORM}
    return {
        row.unit_id: {
            "number": row.number,
            "on_date": row.on_date,
            "total": len(TITLES),
            "ready": sum(_ready(row.answers.get(name)) for name in TITLES),
            "heads": [_head(name, row.answers.get(name) or {}) for name in TITLES],
        }
        for row in work.session.execute(_NEWEST, values)
    }


def _head(name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    evidence = len(given.get("evidence") or ())
    return {
        "name": name,
        "title": TITLES[name],
        "done": bool(given.get("done")),
        "note": given.get("note") or "",
        "evidence": evidence,
        "ready": _ready(given),
    }


def _ready(given: Mapping[str, Any] | None) -> bool:
    """A head stands when the school says so and shows it."""
    return bool(given and given.get("done") and given.get("evidence"))
