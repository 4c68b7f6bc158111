"""The notice that a unit has published of what a document is about: the one that is named or the latest, as it was shown."""

from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, false, select

from yanxiu_core.calendars.models import Window
from yanxiu_core.exports.declarations import ExportRequest, Read
from yanxiu_core.notices.models import PublicNotice
from yanxiu_core.reads.selection import select as selection


def _asked(rows: FromClause, request: ExportRequest) -> UUID | ScalarSelect[UUID]:
    """The id of the notice that is named, else of the latest that this very unit has published in policy and window."""
    judged = request.judged
    if request.notice_id:
        return request.notice_id
    return (
        select(PublicNotice.id)
        .join(Window, (Window.tenant_id == PublicNotice.tenant_id) & (Window.id == PublicNotice.window_id))
        .where(
            PublicNotice.tenant_id == rows.c.tenant_id,
            PublicNotice.policy == judged.policy.id,
            Window.key == judged.window,
            PublicNotice.unit_id == request.unit_id,
        )
        .order_by(PublicNotice.recorded_at.desc())
        .limit(1)
        .correlate(rows)
        .scalar_subquery()
    )


def _reviewed(request: ExportRequest) -> bool:
    """Whether it is the rule whose results are shown in public."""
    review = request.judged.policy.review
    return review is not None and review.rule == request.judged.rule.id


def _notice(notice: FromClause, request: ExportRequest) -> ColumnElement[bool]:
    return notice.c.id == _asked(notice, request) if _reviewed(request) else false()


def _row(row: FromClause, request: ExportRequest) -> ColumnElement[bool]:
    return row.c.notice_id == _asked(row, request) if _reviewed(request) else false()


PUBLISHED = Read("PublicNotice", selection("days", "starts_on", "ends_on"), _notice)
SHOWN = Read("NoticeRow", selection("unit", "name", "hours", "conclusion"), _row)
