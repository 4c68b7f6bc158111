"""What can be read of activities, their segments and units."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import Activity, ActivitySegment, ActivityUnit
from yanxiu_core.database.clocks import known
from yanxiu_core.reads.declarations import (
    Connection,
    Guard,
    Many,
    Noun,
    One,
    Order,
    ReadContext,
    by,
    columns,
    link,
)


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def matching(activity: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `state`, `kind`, `from_date`, `to_date`, `unit_id` (hosts or helps) and `search` (title or number)."""
    conditions: list[ColumnElement[bool]] = []
    if args.get("state"):
        conditions.append(activity.c.state == args["state"])
    if args.get("kind"):
        conditions.append((activity.c.kind == args["kind"]) | (activity.c.plugin_kind == args["kind"]))
    if args.get("from_date"):
        conditions.append(activity.c.starts_on >= args["from_date"])
    if args.get("to_date"):
        conditions.append(activity.c.starts_on <= args["to_date"])
    if args.get("search"):
        start = args["search"]
        conditions.append(
            activity.c.title.contains(start, autoescape=True)
            | activity.c.number.startswith(start, autoescape=True)
        )
    if args.get("unit_id"):
        unit = ActivityUnit.__table__.alias()
        conditions.append(
            select(unit.c.id)
            .where(
                unit.c.tenant_id == activity.c.tenant_id,
                unit.c.activity_id == activity.c.id,
                unit.c.unit_id == args["unit_id"],
                unit.c.superseded_at.is_(None),
            )
            .correlate(activity)
            .exists()
        )
    return conditions


def host_unit_id(activity: FromClause, context: ReadContext) -> ScalarSelect[Any]:
    """The unit that holds the activity; the first by name where several do."""
    unit = ActivityUnit.__table__.alias()
    return (
        select(unit.c.unit_id)
        .where(
            unit.c.tenant_id == activity.c.tenant_id,
            unit.c.activity_id == activity.c.id,
            unit.c.part == "host",
            known(unit.c, context.known_at),
        )
        .order_by(unit.c.name)
        .limit(1)
        .correlate(activity)
        .scalar_subquery()
    )


ACTIVITY = Noun(
    name="Activity",
    table=Activity.__table__,
    permission=Permission.ACTIVITIES_READ,
    guard=Guard.open(),
    home=host_unit_id,
    order={
        **by("starts_on", "number"),
        "latest": Order(
            "latest", lambda activity: (activity.c.starts_on, activity.c.number), descending=True
        ),
    },
    fields={
        **columns(
            "number",
            "kind",
            "plugin_kind",
            "title",
            "theme",
            "place",
            "leader",
            "state",
            "starts_on",
            "cancel_reason",
            "created_at",
        ),
        "segments": Many("ActivitySegment", link("id", "activity_id")),
        "answers": One("FormAnswers", link("id", "activity_id")),
        "units": Many("ActivityUnit", link("id", "activity_id")),
        "participations": Connection("Participation", link("id", "activity_id")),
        "evidence": Connection("Evidence", link("id", "activity_id")),
    },
)

ACTIVITY_SEGMENT = Noun(
    name="ActivitySegment",
    table=ActivitySegment.__table__,
    permission=Permission.ACTIVITIES_READ,
    guard=Guard.open(),
    rows=_known,
    order=by("position"),
    fields=columns("position", "title", "on_date", "starts_at", "ends_at", "periods"),
)

ACTIVITY_UNIT = Noun(
    name="ActivityUnit",
    table=ActivityUnit.__table__,
    permission=Permission.ACTIVITIES_READ,
    guard=Guard.open(),
    rows=_known,
    order=by("part", "name"),
    fields={**columns("name", "part"), "unit": One("OrgUnit", link("unit_id"))},
)
