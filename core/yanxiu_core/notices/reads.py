"""What can be read of public notices: what everybody on the staff may see."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, literal, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.calendars.models import Window
from yanxiu_core.notices.models import NoticeRow, PublicNotice
from yanxiu_core.policies.labels import label
from yanxiu_core.reads.declarations import (
    Connection,
    Derived,
    Guard,
    Noun,
    One,
    Order,
    ReadContext,
    Value,
    by,
    columns,
    link,
)


def _window_key(notice: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return (
        select(Window.key)
        .where(Window.tenant_id == notice.c.tenant_id, Window.id == notice.c.window_id)
        .correlate(notice)
        .scalar_subquery()
    )


def _running(notice: FromClause, context: ReadContext, _args: Any) -> ColumnElement[bool]:
    return literal(context.today, Date()).between(notice.c.starts_on, notice.c.ends_on)


def matching(notice: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `unit_id`, `running`."""
    conditions = [notice.c.unit_id == args["unit_id"]] if args.get("unit_id") else []
    if args.get("running") is not None:
        conditions.append(_running(notice, context, {}) == args["running"])
    return conditions


def _policy(row: FromClause, _context: ReadContext, _args: Any) -> ColumnElement[Any]:
    return (
        select(PublicNotice.policy)
        .where(PublicNotice.tenant_id == row.c.tenant_id, PublicNotice.id == row.c.notice_id)
        .correlate(row)
        .scalar_subquery()
    )


def _words(row: Mapping[str, Any], context: ReadContext, _args: Any) -> str | None:
    """What was shown was no certified result, whatever has become of it since."""
    policy = context.registry.policies.get(row["policy"])
    if row["status"] is None:
        return None
    if policy is None:
        return str(row["status"])
    return label(policy, row["status"], final=False).to(context.language)


NOTICE_ROW = Noun(
    name="NoticeRow",
    table=NoticeRow.__table__,
    permission=Permission.NOTICES_READ,
    guard=Guard.open(),
    order=by("position"),
    fields={
        **columns("position", "unit", "name", "hours"),
        "status": Value(lambda row, _context, _args: row.c.conclusion),
        "policy": Value(_policy),
        "conclusion": Derived(("status", "policy"), _words),
    },
)

PUBLIC_NOTICE = Noun(
    name="PublicNotice",
    table=PublicNotice.__table__,
    permission=Permission.NOTICES_READ,
    guard=Guard.open(),
    order={"default": Order("default", lambda notice: (notice.c.recorded_at,), descending=True)},
    fields={
        **columns("policy", "days", "starts_on", "ends_on"),
        "window": Value(_window_key),
        "running": Value(_running),
        "unit": One("OrgUnit", link("unit_id")),
        "rows": Connection("NoticeRow", link("id", "notice_id")),
    },
)
